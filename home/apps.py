from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from home import signals  # noqa: F401 - receivers are connected by being imported
