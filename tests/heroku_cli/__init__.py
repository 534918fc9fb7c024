"""The provider's own client against the stand-in: ``make heroku-cli`` installs it."""
