cli-unreachable = UniDash does not answer: { $why }
cli-unreachable-next = On a server, run this as root; elsewhere give --server https://desk.… and --token.
cli-unexpected = The answer could not be understood: { $why }. Use the same release on both sides.
cli-ca = The certificate file cannot be read: { $why }
cli-app-none = No app is installed yet. See what there is: unidash app list --store
cli-app-failed = The app could not be installed.
cli-file = { $path } cannot be read: { $why }
cli-phase-installing = installing
cli-phase-ready = ready
cli-phase-degraded = degraded
cli-phase-failed = failed
cli-phase-removing = removing
cli-phase-removed = removed
cli-status-no-domain = no domain yet: finish the set-up in the browser
cli-serve-folder = Say where to keep documents: --folder PATH, or try a demo.
cli-serve-at = UniDash is ready at { $url }
cli-serve-account =   { $name } / { $password }   { $who }
cli-serve-end = Ctrl-C ends it.
cli-serve-giselle = Giselle, accountant
cli-serve-admin = administrator
cli-initial-token = Whoever shows it as a bearer token at the registration endpoint may register { $uses ->
    [one] one client
   *[other] { $uses } clients
} until { $until }. It is shown only now.
cli-certificate = { $names }
    signed by { $issuer }, until { $until } ({ $days ->
        [one] one day left
       *[other] { $days } days left
    })
cli-certificate-none = There is no certificate: this cloud speaks plain HTTP, or its set-up is not finished.
cli-person-admin = administrator
cli-person-none = Nobody was found.
cli-person-more = There are more: give a part of the name.
cli-person-id = identifier
cli-person-mail = mail
cli-person-source = account
cli-person-groups = groups
cli-person-standing = state
cli-person-factors = second factors
cli-person-rights = rights
cli-person-brake = sign-in
cli-person-braked = refused for a while: too many wrong passwords
cli-person-active = active
cli-person-disabled = disabled
cli-person-locked = locked in the directory
cli-person-gone = no longer in the directory
cli-person-unknown-standing = not known just now
cli-person-no-sessions = Signed in nowhere.
cli-person-no-sign-ins = No sign-in is known.
cli-person-signed-out = { $count ->
    [0] Was signed in nowhere.
    [one] Signed out in one browser.
   *[other] Signed out in { $count } browsers.
}
cli-person-session-ended = Signed out in that browser.
cli-person-factors-forgotten = The second factors are forgotten.
cli-person-removed = The account is removed.
cli-person-added = { $name } may sign in with it now.
cli-person-changed = { $name } has a new password and is signed out everywhere.
cli-person-password-once = It is shown only now.
cli-person-password-unread = The password on standard input cannot be read. Send it as UTF-8 text.
cli-person-nothing = Say what to change: --name, --email, --group or --admin.
cli-person-unknown = Nobody has the sign-in name { $name }.
cli-person-unknown-next = Search: unidash person list { $name }
cli-person-several = Several people have the sign-in name { $name }.
cli-person-several-next = Use the identifier: unidash --output json person list { $name }
cli-second-factor-admins = administrators
cli-second-factor-nobody = Nobody needs a second factor. Who has set one up is asked for it.
cli-second-factor-who = A second factor is needed by: { $who }. Who has set one up is asked for it anyway.
cli-directory-none = There is no directory. Add one: unidash directory set FILE
cli-directory-unknown = There is no directory { $domain }. See which there are: unidash directory list
cli-directory-kept = { $domain } is kept; the next sign-in uses it.
cli-directory-removed = { $domain } is removed; its people cannot sign in any more.
cli-directory-file = { $path } holds no settings: { $why }
cli-directory-file-next = An example: unidash directory show DOMAIN > FILE
cli-upstream-none = There is no other provider. Add one: unidash upstream set FILE
cli-upstream-on = shown
cli-upstream-off = off
cli-upstream-unknown = There is no provider { $name }. See which there are: unidash upstream list
cli-upstream-kept = { $name } is kept. Register there as redirect address: { $address }
cli-upstream-removed = The provider is removed; open sessions go on.
cli-upstream-file = { $path } holds no settings: { $why }
cli-upstream-file-next = An example: unidash upstream show NAME > FILE
