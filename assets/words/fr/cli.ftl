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
cli-person-admin = administrateur
cli-person-none = Personne n’a été trouvé.
cli-person-more = Il y en a d’autres : donnez une partie du nom.
cli-person-id = identifiant
cli-person-mail = adresse
cli-person-source = compte
cli-person-groups = groupes
cli-person-standing = état
cli-person-factors = second facteur
cli-person-rights = droits
cli-person-brake = connexion
cli-person-braked = refusée un moment : trop de mauvais mots de passe
cli-person-active = actif
cli-person-disabled = désactivé
cli-person-locked = verrouillé dans l’annuaire
cli-person-gone = n’est plus dans l’annuaire
cli-person-unknown-standing = inconnu en ce moment
cli-person-no-sessions = Connecté nulle part.
cli-person-no-sign-ins = Aucune connexion connue.
cli-person-signed-out = { $count ->
    [0] N’était connecté nulle part.
    [one] Déconnecté d’un navigateur.
   *[other] Déconnecté de { $count } navigateurs.
}
cli-person-session-ended = Déconnecté de ce navigateur.
cli-person-factors-forgotten = Les seconds facteurs sont oubliés.
cli-person-removed = Le compte est supprimé.
cli-person-added = { $name } peut maintenant se connecter avec ce mot de passe.
cli-person-changed = { $name } a un nouveau mot de passe et est déconnecté partout.
cli-person-password-once = Il n’est montré que maintenant.
cli-person-password-unread = Le mot de passe sur l’entrée standard ne peut pas être lu. Envoyez-le en texte UTF-8.
cli-person-nothing = Dites quoi changer : --name, --email, --group ou --admin.
cli-person-unknown = Personne n’a le nom de connexion { $name }.
cli-person-unknown-next = Cherchez : unidash person list { $name }
cli-person-several = Plusieurs personnes ont le nom de connexion { $name }.
cli-person-several-next = Utilisez l’identifiant : unidash --output json person list { $name }
cli-second-factor-admins = les administrateurs
cli-second-factor-nobody = Personne n’a besoin d’un second facteur. Qui en a configuré un est interrogé.
cli-second-factor-who = Un second facteur est exigé pour : { $who }. Qui en a configuré un est interrogé de toute façon.
cli-directory-none = Il n’y a pas d’annuaire. Ajoutez-en un : unidash directory set FICHIER
cli-directory-unknown = Il n’y a pas d’annuaire { $domain }. Voyez lesquels il y a : unidash directory list
cli-directory-kept = { $domain } est enregistré ; la prochaine connexion l’utilise.
cli-directory-removed = { $domain } est supprimé ; ses personnes ne peuvent plus se connecter.
cli-directory-file = { $path } ne contient pas de réglages : { $why }
cli-directory-file-next = Un exemple : unidash directory show DOMAINE > FICHIER
cli-upstream-none = Il n’y a pas d’autre fournisseur. Ajoutez-en un : unidash upstream set FICHIER
cli-upstream-on = affiché
cli-upstream-off = éteint
cli-upstream-unknown = Il n’y a pas de fournisseur { $name }. Voyez lesquels il y a : unidash upstream list
cli-upstream-kept = { $name } est enregistré. Déclarez-y comme adresse de redirection : { $address }
cli-upstream-removed = Le fournisseur est retiré ; les sessions ouvertes continuent.
cli-upstream-file = { $path } ne contient pas de réglages : { $why }
cli-upstream-file-next = Un exemple : unidash upstream show NOM > FICHIER
