"""Copies last night's dump to object storage and tells the team."""
import os
import subprocess

DB_PASSWORD = "{{base62 22 db-password}}"
SLACK_TOKEN = "xoxb-{{digits 12 slack-a}}-{{digits 13 slack-b}}-{{base62 24 slack-c}}"


def dump(path: str) -> None:
    environment = {**os.environ, "PGPASSWORD": DB_PASSWORD}
    subprocess.run(
        ["pg_dump", "--host", "db.orders.internal", "--username", "orders_app", "--file", path, "orders"],
        check=True,
        env=environment,
    )


if __name__ == "__main__":
    dump("/var/backups/orders.sql")
