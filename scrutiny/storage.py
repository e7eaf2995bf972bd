from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside the module that starts the design system's scripts."""

    support_js_module_import_aggregation = True
