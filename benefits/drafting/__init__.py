"""Writing an agreement: presets become benefits, and benefits become what the form shows again."""
