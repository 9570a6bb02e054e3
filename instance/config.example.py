"""Settings of one installation. Copy to ``config.py`` and change what differs.

The environment wins: ``JUMYS_DATABASE_URL`` over ``DATABASE_URL``, and so on for every name.
Keep secrets in the environment or in a file that only the service's own user can read.
"""

# The address people type. https, unless it is this machine's own.
PUBLIC_URL = "http://127.0.0.1:8080"

# At least 32 random bytes; in production it belongs into the environment as JUMYS_SECRET_KEY.
# SECRET_KEY = ""

# Left out: the embedded SQLite beside this file. One center on one machine needs no more.
# DATABASE_URL = "postgresql+psycopg://jumys@/jumys"
# POOL_SIZE = 8

# Reverse proxies in front of the console that set X-Forwarded-For.
# PROXY_HOPS = 0

# TIMEZONE = "Asia/Almaty"
# MAX_UPLOAD_MB = 16
# SESSION_HOURS = 10
# LOGIN_TRIES = 5
# ADDRESS_TRIES = 50

# Bearer token for /metrics from elsewhere than this machine.
# METRICS_TOKEN = ""

# Refuses a database with demo data, whatever else is set.
# MODE = "production"

# Programs that bring requests of the e-government portal, and the contact center 1414: the key each
# signs its requests with, and the account it speaks for (docs/interfaces/egov.md).
# EGOV_CLIENTS = {
#     "gateway-1": {"login": "egov", "public_key_file": "/etc/jumys/gateway.pem"},
#     "hotline-1": {"login": "hotline", "secret_file": "/etc/jumys/hotline.secret"},
# }

# Lets people outside offices sign by a code sent to their telephone. Off: paragraphs 25 to 45
# name the electronic digital signature.
# SMS_SIGNING = True
