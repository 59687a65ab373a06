from django.apps import AppConfig


class GoodBeginningsConfig(AppConfig):
    name = "good_beginnings"

    def ready(self) -> None:
        from good_beginnings.page_cache import changes  # noqa: F401 - its receiver is connected by being imported
