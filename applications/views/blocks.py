"""From whom a candidate hides. Before she confirms she reads what it does and which applications end by it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Block, Employer
from accounts.services import blocks as services
from applications.forms import BlockForm, FindForm
from applications.services import ended_by
from core.web import refusals_as_messages, way_back

MOST_FOUND = 10


@login_required
@never_cache
@require_safe
def blocks(request):
    """The list; what is found for a name; and, once something is chosen, what hiding from it means."""
    find, chosen = FindForm(request.GET), BlockForm(request.GET)
    about = chosen.block_for(request.user) if chosen.is_valid() else None
    name = find.cleaned_data["find"] if find.is_valid() else ""
    context = {
        "blocks": request.user.blocks.select_related("employer"),
        "find": find if name else FindForm(),
        "name": name,
        "domain": services.domain_of(name) if name else "",
        "found": Employer.objects.public().named().filter(name__icontains=name)[:MOST_FOUND] if name else [],
        "about": about,
        "ending": ended_by(about) if about else [],
    }
    return render(request, "applications/blocks.html", context)


@login_required
@require_POST
def block(request):
    form = BlockForm(request.POST)
    about = form.block_for(request.user) if form.is_valid() else None
    if about is None:
        messages.error(request, "Choose an employer or a domain to hide from.")
        return redirect("applications:blocks")
    with refusals_as_messages(request):
        made = services.block(request.user, employer=about.employer, domain=about.domain)
        messages.success(request, f"You are hidden from {made.employer or made.domain}.")
    return redirect("applications:blocks")


@login_required
@require_POST
def unblock(request, pk):
    made = get_object_or_404(Block.objects.select_related("employer"), pk=pk, user=request.user)
    services.unblock(made)
    messages.success(request, f"You hide from {made.employer or made.domain} no longer.")
    return redirect(way_back(request) or "applications:blocks")
