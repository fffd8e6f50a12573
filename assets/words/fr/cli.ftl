cli-unreachable = UniDash ne répond pas : { $why }
cli-unreachable-next = Sur un serveur, lancez cette commande en root ; ailleurs, donnez --server https://desk.… et --token.
cli-unexpected = La réponse est incompréhensible : { $why }. Utilisez la même version des deux côtés.
cli-ca = Le fichier du certificat est illisible : { $why }
cli-app-none = Aucune application n’est encore installée. Voyez ce qui existe : unidash app list --store
cli-app-failed = L’application n’a pas pu être installée.
cli-file = { $path } est illisible : { $why }
cli-phase-installing = installation
cli-phase-ready = prête
cli-phase-degraded = partielle
cli-phase-failed = en échec
cli-phase-removing = retrait
cli-phase-removed = retirée
cli-status-no-domain = pas encore de domaine : terminez l’installation dans le navigateur
cli-serve-folder = Dites où garder les documents : --folder CHEMIN, ou essayez la démonstration.
cli-serve-at = UniDash est prêt à l’adresse { $url }
cli-serve-account =   { $name } / { $password }   { $who }
cli-serve-end = Ctrl-C y met fin.
cli-serve-giselle = Giselle, comptable
cli-serve-admin = administratrice
cli-initial-token = Qui le présente comme jeton porteur au point d’enregistrement peut enregistrer { $uses ->
    [one] un client
   *[other] { $uses } clients
} jusqu’au { $until }. Il n’est affiché que maintenant.
cli-certificate = { $names }
    signé par { $issuer }, jusqu’au { $until } ({ $days ->
        [one] { $days } jour restant
       *[other] { $days } jours restants
    })
cli-certificate-none = Il n’y a pas de certificat : ce cloud parle en HTTP simple, ou son installation n’est pas finie.
