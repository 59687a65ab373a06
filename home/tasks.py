"""What the shell has done in the worker, never while a reader waits."""

from django_tasks import task
from wagtail.images import get_image_model

from home.pictures import make_sizes


@task()
def make_picture_sizes(pk: int) -> None:
    """Make the sizes of an uploaded picture, if it is still there."""
    image = get_image_model().objects.filter(pk=pk).first()
    if image is not None:
        make_sizes(image)
