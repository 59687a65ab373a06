from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        from feedback import appendices, checks, shared_surveys, signals, site_map  # noqa: F401 - what registers itself is registered by being imported
