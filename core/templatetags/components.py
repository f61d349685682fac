"""Bricks for templates: {% card %}, {% icon %} and the filters pages share."""

from django import template

register = template.Library()
