from django.db import connection


def address_of_test_database() -> str:
    """What another process is told to work on the database of this test."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    user, host, port = known["USER"], known["HOST"], known["PORT"]
    password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    return f"postgres://{user}{password}@{host}:{port}/{known['NAME']}"
