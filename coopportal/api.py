"""How the API reads and answers, and what its description says of itself."""

from __future__ import annotations

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CoopPortal",
    "VERSION": "0.1",
    "DESCRIPTION": "Checking membership cards of co-operatives, issuing for one, and codes for web shops. "
    "What a card says: [the definition](/definition/), with schemas, examples and test vectors.",
    "APPEND_COMPONENTS": {
        "securitySchemes": {"programToken": {"type": "http", "scheme": "bearer"}}
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
