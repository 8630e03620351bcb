"""Do the database and the broker answer? Exit 0 when both do: `python -m tests.services_up POSTGRES_URL REDIS_URL`."""

import sys

import psycopg
import redis


def main(postgres: str, broker: str) -> int:
    """0 when both answer, else 1 with the reason on stderr."""
    try:
        psycopg.connect(postgres.replace("postgres://", "postgresql://"), connect_timeout=3).close()
        redis.Redis.from_url(broker, socket_connect_timeout=3).ping()
    except (psycopg.Error, redis.RedisError) as trouble:
        print(f"{type(trouble).__name__}: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
