"""Acts of the privacy page: asking for one's data and fetching it, closing and reopening the account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import reauthentication_required
from accounts.forms.privacy import CloseAccountForm
from accounts.models import Export
from accounts.services import closing, exports
from accounts.tasks import build_exports
from core.errors import DomainError
from core.queue import enqueue_once
from core.views import too_many_requests
from core.web import refusals_as_messages


@login_required
@require_POST
@reauthentication_required
def request_export(request):
    try:
        exports.request(request.user)
    except exports.TooManyExports as refusal:
        return too_many_requests(request, reason=refusal.message)
    transaction.on_commit(lambda: enqueue_once(build_exports))
    messages.success(request, "We are putting your data together. You get a mail when the file is ready.")
    return redirect("jobboard:my_privacy")


@login_required
@never_cache
@require_safe
def export(request, pk):
    """Her own file, while it is there. Saved, never shown."""
    found = get_object_or_404(Export, pk=pk, user=request.user)
    if not found.is_ready:
        raise Http404
    try:
        opened = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        opened,
        as_attachment=True,
        filename=f"{settings.SITE_NAME.lower().replace(' ', '-')}-{found.ready_at:%Y-%m-%d}.zip",
        content_type="application/zip",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request):
    form = CloseAccountForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _close(request, form)
    context = {"form": form, "grace": settings.ACCOUNT_GRACE_DAYS, "refusal": closing.why_not_yet(request.user)}
    return render(request, "accounts/close_account.html", context)


@reauthentication_required
def _close(request, form):
    """Who only typed the address wrong is not asked for the password first."""
    try:
        closing.close(request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("accounts:close_account")
    logout(request)
    messages.success(request, "Your account is closed. We mailed you until when you can reopen it: just log in.")
    return redirect("jobboard:home")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_account(request):
    """The one page of a closed account."""
    if not request.user.is_closed:
        return redirect("jobboard:my_privacy")
    if request.method == "POST":
        with refusals_as_messages(request):
            closing.reopen(request.user)
            messages.success(request, "Welcome back. Your account is open again.")
        return redirect("jobboard:my_privacy")
    return render(request, "accounts/reopen_account.html", {"closed": request.user})
