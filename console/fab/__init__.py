"""The only package that knows Flask-AppBuilder: accounts, roles, its views, tokens.

models     ConsoleUser: the account (ab_user) with session epoch, language, theme
accounts   every write to accounts, journalled; usable without a web request
interface  ConsoleInterface, AccountInterface: the data access of views
base       ConsoleModelView, ConsoleRestApi: what a plugin may build on
security   the security manager: sessions that end, tokens, rights from memberships
views      sign-in, profile, users, roles, memberships
registry   collects views and applies them in one application context
builder    attaches it all to the application; ``sync`` for ``jumys migrate``
"""
