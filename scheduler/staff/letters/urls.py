"""Addresses of these pages."""

from django.conf import settings
from django.urls import URLPattern, path

from scheduler.staff.letters import mailbox, post, texts

urlpatterns: list[URLPattern] = [
    path("post/", post.letters, name="letters"),
    path("post/<uuid:letter_id>/opnieuw/", post.retry, name="letter-retry"),
    path("post/sms/", texts.messages_sent, name="texts"),
    path("post/sms/<uuid:text_id>/opnieuw/", texts.retry, name="text-retry"),
]
if settings.DEMO:  # outside the demo these addresses do not exist
    urlpatterns += [
        path("demo/post/", mailbox.letters, name="demo-letters"),
        path("demo/post/<uuid:letter_id>/", mailbox.letter, name="demo-letter"),
        path("demo/post/<uuid:letter_id>/html/", mailbox.html, name="demo-letter-html"),
        path("demo/post/<uuid:letter_id>/bron.eml", mailbox.source, name="demo-letter-source"),
        path("demo/post/<uuid:letter_id>/bijlage/<int:number>/", mailbox.attachment, name="demo-letter-attachment"),
    ]
