from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone

from tenants.secrets import email_key


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **values: Any) -> User:
        user = self.model(email=email.strip().lower(), **values)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def enter(
        self, email: str, *, name: str = "", language: str = "en", confirmed: bool = False
    ) -> User:
        """The login of an address, made if there is none, and locked until the transaction ends.

        `confirmed` where the person has just shown that the mailbox is theirs; an address that is
        not is confirmed by the first code that signs them in.
        """
        from allauth.account.models import EmailAddress  # noqa: PLC0415 -- once the models are there

        key = email_key(email)
        known = EmailAddress.objects.filter(email=key, verified=True).first()
        if known is not None:
            return self.select_for_update().get(pk=known.user_id)
        values = {"name": name, "language": language, "password": make_password(None)}
        self.get_or_create(email=key, defaults=values)
        user = self.select_for_update().get(email=key)
        address, _created = EmailAddress.objects.get_or_create(
            user=user, email=key, defaults={"primary": True, "verified": confirmed}
        )
        if confirmed and not address.verified:
            address.verified = True
            address.save(update_fields=["verified"])
        return user

    def enter_many(self, people: Iterable[tuple[str, str, str]]) -> None:
        """Logins for (address, name, language), made where there are none, in a few statements.

        None is locked or confirmed: that happens when somebody signs in.
        """
        from allauth.account.models import EmailAddress  # noqa: PLC0415 -- once the models are there

        wanted = {email_key(email): (name, language) for email, name, language in people}
        known = EmailAddress.objects.filter(email__in=wanted, verified=True)
        for email in known.values_list("email", flat=True):
            del wanted[email]
        logins = self._logins(wanted)
        self.bulk_create(
            (
                self.model(email=key, name=name, language=language, password=make_password(None))
                for key, (name, language) in wanted.items()
                if key not in logins
            ),
            ignore_conflicts=True,
        )
        EmailAddress.objects.bulk_create(
            (
                EmailAddress(user_id=user, email=key, primary=True, verified=False)
                for key, user in self._logins(wanted).items()
            ),
            ignore_conflicts=True,
        )

    def _logins(self, emails: Iterable[str]) -> dict[str, int]:
        return dict(self.filter(email__in=list(emails)).values_list("email", "pk"))

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> User:
        user = self.create_user(email, is_staff=True, is_superuser=True, **values)
        if password:
            user.set_password(password)
            user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A login, known by e-mail. It belongs to no co-op; seats say where it may sit."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="Operator: runs the installation.")
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email
