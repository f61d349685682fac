from django import template
from django.utils.safestring import SafeString, mark_safe

from jobboard import plain_pages

register = template.Library()


@register.filter(is_safe=True)
def with_numbers(text: str) -> SafeString:
    """{{ flatpage.content|with_numbers }}: the operator's HTML, with the numbers of the settings in it."""
    return mark_safe(plain_pages.with_numbers(str(text)))
