from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "guidance"

    def ready(self) -> None:
        from guidance import checking, signals  # noqa: F401 - receivers and faults are connected by being imported
        from home.places import knows_exit_pages

        knows_exit_pages("guidancepage__exit_page")
