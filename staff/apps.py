from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"

    def ready(self) -> None:
        from staff import signals  # noqa: F401 - receivers are connected by being imported
