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
