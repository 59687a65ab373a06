from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "guidance"

    def ready(self) -> None:
        from guidance import signals  # noqa: F401 - receivers are connected by being imported
