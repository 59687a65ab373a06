from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from home import checks, signals  # noqa: F401 - checks and receivers are connected by being imported
