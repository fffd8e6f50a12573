# Le bureau : tout ce que voit une personne connectée.

desktop-skip = Aller au contenu
desktop-home = Accueil
desktop-close = Fermer
desktop-cancel = Annuler
desktop-yes = Oui
desktop-no = Non
desktop-open = Ouvrir
desktop-back-to-desk = Retour au bureau
desktop-request = Référence pour le support :

## Barre d’état et menu de la personne
desktop-switch-language = Switch to English
desktop-network = Connexion et session
desktop-network-online = Connecté
desktop-network-online-text = Votre bureau joint son serveur.
desktop-network-lost = Serveur muet
desktop-network-offline = Pas de réseau
desktop-network-offline-text = Cet ordinateur n’a plus de réseau : vérifiez le câble ou le Wi-Fi. Le bureau revient de lui-même ; vos applications ouvertes restent en place.
desktop-session-until = Session ouverte jusqu’à
desktop-session-longer = Rester connecté plus longtemps
desktop-me-menu = Votre menu
desktop-theme = Apparence
desktop-theme-system = Automatique
desktop-theme-light = Clair
desktop-theme-dark = Sombre
desktop-sign-out = Se déconnecter

## Accueil
desktop-hello-name = Bonjour { $name }
desktop-all-well = Toutes vos applications sont prêtes.
desktop-some-wait = { $count ->
    [one] Une application ne répond pas encore, les autres sont prêtes.
   *[other] { $count } applications ne répondent pas encore, les autres sont prêtes.
}
desktop-resume = Reprendre
desktop-resume-desk = Où vous en étiez
desktop-my-apps = Mes applications
desktop-empty = Votre bureau attend sa première application
desktop-empty-text = Demandez-la à la personne qui s’occupe de l’informatique chez { $company } : elle apparaîtra ici d’elle-même.
desktop-empty-admin = Votre cloud est prêt
desktop-empty-admin-text = Il ne manque que la première application : choisissez-la dans le magasin, elle apparaîtra ici.
desktop-open-store = Ouvrir le magasin
desktop-tile-starting = Démarre…
desktop-tile-silent = Serveur muet
desktop-tile-failed = En panne

## Dock, lanceur, zones
desktop-dock = Dock
desktop-launcher = Toutes les applications
desktop-launcher-search = Chercher une application
desktop-launcher-none = Rien ne porte ce nom.
desktop-launcher-empty = Pas encore d’application. Tapez pour trouver tout le reste.
desktop-running = (ouverte)
desktop-zones = Disposition des zones
desktop-zones-one = Une seule
desktop-zones-columns = Côte à côte
desktop-zones-rows = L’une sur l’autre
desktop-zones-one-two = Une et deux
desktop-zones-grid = Quatre
desktop-zones-equal = Parts égales
desktop-zone-empty = Choisir une application
desktop-divider = Séparation entre deux zones
desktop-panes = Applications ouvertes
desktop-pane-swap = Échanger avec la zone suivante
desktop-pane-window = Ouvrir dans sa fenêtre
desktop-pane-large = Agrandir ou réduire
desktop-pane-close = Fermer
desktop-pane-exit = Retour au bureau
desktop-pane-slow = L’application met du temps à répondre.
desktop-dock-back = Ramener sur le bureau

## Scènes, vue d’ensemble, lanceur
desktop-search = Rechercher
desktop-launcher-key = Ctrl K
desktop-arrange = Ranger
desktop-tile-more = Plus pour { $app }
desktop-tile-pin = Ajouter au dock
desktop-tile-unpin = Retirer du dock
desktop-tile-file = Mettre dans un dossier…
desktop-tile-unfile = Sortir du dossier
desktop-folder-title = Mettre dans un dossier
desktop-folder-name = Nom du dossier
desktop-folder-hint = Un nouveau nom crée un nouveau dossier.
desktop-folder-put = Mettre là
desktop-scenes = Scènes
desktop-actions = Actions
desktop-overview = Applications ouvertes
desktop-overview-none = Aucune application n’est ouverte. Ouvrez-en une depuis l’accueil ou depuis le dock.
desktop-scene-keep = Garder comme scène…
desktop-scene-keep-title = Garder cette disposition comme scène
desktop-scene-keep-text = Un clic rouvrira ces applications, chacune à sa place.
desktop-scene-name = Nom
desktop-scene-name-hint = Par exemple Compta, ou Lundi matin. Le même nom remplace la scène qui le porte.
desktop-scene-for = Pour qui ?
desktop-scene-for-me = Pour moi seulement
desktop-scene-for-groups = Pour des groupes
desktop-scene-for-all = Pour tout le monde
desktop-scene-group-names = Groupes
desktop-scene-group-hint = Par exemple Compta. Séparez plusieurs groupes par une virgule.
desktop-scene-save = Garder
desktop-scene-remove = Retirer la scène
desktop-undo = Annuler
desktop-ask = À confirmer

## Ce que le bureau dit aux lecteurs d’écran
desktop-said-opened = { $app } est ouverte dans la zone { $zone } sur { $zones }.
desktop-said-closed = { $app } est fermée.
desktop-said-reshaped = Zones à l’écran : { $zones }.
desktop-said-split = Séparation à { $share } %.
desktop-said-equalised = Les zones ont la même taille.
desktop-said-swapped = { $app } est maintenant dans la zone { $zone }.
desktop-said-enlarged = { $app } occupe tout l’espace.
desktop-said-restored = { $app } a repris sa place.
desktop-said-focused = Zone { $zone } sur { $zones }, { $app }
desktop-said-shown = Vos applications ouvertes.
desktop-said-home = Accueil.
desktop-said-arranged = Applications ouvertes côte à côte : { $zones }.
desktop-said-kept = La scène « { $scene } » est gardée.
desktop-said-removed = La scène « { $scene } » est retirée.
desktop-said-given = La scène « { $scene } » est maintenant sur les bureaux concernés.
desktop-said-taken-back = La scène « { $scene } » est reprise de tous les bureaux.
desktop-said-not-given = Cela n’a pas marché. Vérifiez le nom et les groupes, puis réessayez.
desktop-said-changed = { $app } a sa nouvelle place.
desktop-said-too-many = Il y a place pour { $most } scènes. Retirez-en une d’abord.
desktop-said-in-zone = Dans la zone { $zone }
desktop-said-behind = En arrière-plan
desktop-said-late = « { $app } » est nouveau. Il s’ouvre dans sa propre fenêtre tant que ce bureau n’est pas rechargé.
desktop-said-reload = Recharger
desktop-said-unsaved = { $app } signale des modifications non enregistrées. Elles seront perdues à la fermeture.
desktop-said-close-anyway = Fermer quand même

## Mon compte
desktop-account = Mon compte
desktop-account-local = compte de ce cloud
desktop-account-directory = compte d’entreprise de { $domain }
desktop-account-done-sessions = C’est fait : l’autre navigateur est déconnecté, avec tout ce qui y était ouvert.
desktop-account-done-factor = C’est fait : votre seconde étape est supprimée.
desktop-account-done-consent = C’est fait : l’app doit vous oublier et vous redemandera votre accord à la prochaine visite.
desktop-account-done-password = Votre mot de passe est changé. Vos autres navigateurs sont déconnectés.
desktop-account-factors = Seconde étape à la connexion
desktop-account-factors-text = Elle arrête les autres même s’ils apprennent votre mot de passe. Préparez-en deux, pour qu’un téléphone perdu ne vous laisse pas dehors.
desktop-account-factors-demanded = Votre entreprise vous demande une seconde étape : qui n’en a pas la prépare à la prochaine connexion.
desktop-factor-authenticator = Application d’authentification
desktop-factor-passkey = Clé d’accès
desktop-factor-created = Préparée
desktop-factor-used = Dernière utilisation
desktop-factor-remove = Supprimer
desktop-factor-remove-sure = « { $name } » n’ouvre plus votre compte. Vous pourrez le préparer de nouveau à tout moment.
desktop-factor-add-authenticator = Préparer une application d’authentification
desktop-factor-add-passkey = Créer une clé d’accès
desktop-account-codes = { $count ->
    [0] Il ne reste aucun code de secours.
    [one] Il reste un code de secours.
   *[other] Il reste { $count } codes de secours.
}
desktop-account-codes-few = Refaites-en
desktop-account-codes-new = Nouveaux codes de secours
desktop-account-sessions = Où vous êtes connecté
desktop-account-sessions-text = Si vous ne connaissez pas l’un de ces navigateurs, déconnectez-le et changez de mot de passe.
desktop-account-end-others = Déconnecter tous les autres
desktop-account-end-sure = Tous les autres navigateurs sont déconnectés, applications comprises ; ce qui n’y est pas enregistré est perdu. Vous pourrez vous y reconnecter.
desktop-session-current = Ce navigateur
desktop-session-second-factor = Avec seconde étape
desktop-session-since = Connexion
desktop-session-seen = vu en dernier
desktop-session-apps = Apps :
desktop-session-end = Déconnecter
desktop-device = { $browser } sur { $system }
desktop-device-unknown = Un navigateur qui ne dit pas son nom
desktop-account-password = Mot de passe
desktop-account-password-text = Choisissez-en un qui ne sert nulle part ailleurs. Une longue phrase vaut mieux qu’un court rébus.
desktop-account-password-old = Mot de passe actuel
desktop-account-password-new = Nouveau mot de passe
desktop-account-password-again = Nouveau mot de passe, encore une fois
desktop-account-password-change = Changer le mot de passe
desktop-account-password-differ = Les deux nouveaux mots de passe ne sont pas les mêmes. Saisissez-les à nouveau.
desktop-account-consents = Apps à qui vous vous êtes présenté
desktop-account-consents-text = Les apps que vos administrateurs ont installées connaissent votre nom sans demander. Les autres vous demandent d’abord ; celles que vous avez acceptées sont ici.
desktop-account-withdraw = Retirer
desktop-consent-subject = Qu’il s’agit de la même personne
desktop-consent-profile = Votre nom
desktop-consent-email = Votre adresse e-mail
desktop-consent-groups = Vos groupes
desktop-consent-offline = Aussi en votre absence
desktop-account-language = Langue
desktop-confirm = Confirmez que c’est bien vous
desktop-confirm-text = Pour cela, votre connexion doit dater de moins de 15 minutes. Reconnectez-vous, puis redonnez l’ordre.
desktop-confirm-go = Se reconnecter et continuer

## Une personne
desktop-person-back = Personnes et groupes
desktop-person-username = Identifiant
desktop-person-name = Nom
desktop-person-email = Adresse e-mail
desktop-person-groups = Groupes
desktop-person-groups-hint = Séparez plusieurs groupes par des virgules.
desktop-person-role = Rôle
desktop-person-is-admin = Administrateur
desktop-person-is-not-admin = Utilise les apps
desktop-person-admin-text = Peut installer des apps et tout changer ici.
desktop-person-disabled = Désactivé
desktop-person-disabled-text = Ne peut plus se connecter et est déconnecté partout aussitôt.
desktop-person-password-hint = Au moins 10 caractères. Laissez vide pour garder l’actuel ; un nouveau déconnecte la personne partout.
desktop-person-change = Modifier ce compte
desktop-person-save = Enregistrer
desktop-person-remove = Supprimer le compte
desktop-person-remove-title = Supprimer le compte de { $name } ?
desktop-person-remove-text = La personne est déconnectée partout et ne peut plus se connecter. Ce qu’elle a fait dans les apps y reste. Pour n’écarter quelqu’un qu’un temps, désactivez plutôt le compte.
desktop-person-elsewhere = Ce compte est dans l’annuaire de votre entreprise : nom, groupes et mot de passe se changent là-bas.
desktop-person-done-sessions = C’est fait : déconnecté, dans les apps aussi.
desktop-person-done-factors = C’est fait : la seconde étape est oubliée. Qui en a besoin la prépare à la prochaine connexion.
desktop-person-done-changed = Le compte est modifié.
desktop-person-sign-ins = Dernières connexions
desktop-person-sign-ins-none = Aucune connexion et aucun essai ne sont connus.
desktop-person-typed = Nom saisi
desktop-person-why = Pourquoi
desktop-person-second-step = Seconde étape
desktop-person-sessions = Connecté en ce moment
desktop-person-sessions-none = Connecté nulle part.
desktop-person-end-all = Déconnecter partout
desktop-person-end-sure = { $name } est déconnecté de tous ses navigateurs et des applications ; ce qui n’y est pas enregistré est perdu. La personne peut se reconnecter aussitôt.
desktop-person-forget-sure = { $name } se connecte avec le seul mot de passe jusqu’à ce qu’une seconde étape soit de nouveau préparée ; les codes de secours ne servent plus non plus.
desktop-person-factors-none = Rien n’est préparé : le mot de passe suffit.
desktop-person-forget-factors = Oublier (téléphone perdu)
desktop-standing-active = Peut se connecter
desktop-standing-braked = Ralenti
desktop-standing-braked-text = Trop de mots de passe faux : les essais sont refusés pendant une dizaine de minutes, puis tout reprend de lui-même.
desktop-standing-disabled = Désactivé
desktop-standing-locked = Verrouillé
desktop-standing-locked-text = L’annuaire a verrouillé ce compte après trop de mots de passe faux. Déverrouillez-le là-bas, ou attendez.
desktop-standing-gone = Parti de l’annuaire
desktop-standing-gone-text = Le compte est désactivé, expiré ou supprimé dans l’annuaire de votre entreprise.
desktop-standing-unknown = Inconnu pour le moment
desktop-standing-unknown-text = L’annuaire de votre entreprise ne répond pas : vous voyez ce qui était connu à la dernière connexion.

## Réglages de la connexion
desktop-company = Nom de votre entreprise
desktop-company-label = Nom
desktop-company-text = Il figure sur la page de connexion, dans les titres et dans le menu de chacun. Sans nom, c’est votre domaine qui y figure.
desktop-company-saved = Enregistré. Chacun le voit dès maintenant.
desktop-sign-in-settings = Connexion
desktop-sign-in-settings-text = Ce que chacun montre pour entrer.
desktop-sign-in-settings-factors = Qui a préparé une seconde étape doit la franchir à chaque connexion. Ici, vous décidez qui doit en avoir une : ces personnes la préparent à leur prochaine connexion, avant toute autre chose.
desktop-sign-in-settings-admins = Administrateurs
desktop-sign-in-settings-admins-text = Recommandé : le mot de passe d’un administrateur ouvre tout.
desktop-sign-in-settings-groups = Membres de ces groupes
desktop-sign-in-settings-groups-hint = De ce cloud ou de l’annuaire de votre entreprise, groupes imbriqués compris. Séparez plusieurs groupes par des virgules.
desktop-sign-in-settings-bare = Votre propre compte n’a pas encore de seconde étape. Préparez-la d’abord :
desktop-sign-in-settings-saved = Enregistré. Cela compte dès la prochaine connexion.

## Session, serveur muet, erreurs
desktop-server-lost = Le serveur ne répond pas. Le bureau réessaie tout seul ; vos applications ouvertes restent là.
desktop-session-over = Votre session est terminée
desktop-session-over-text = Connectez-vous de nouveau : vos applications restent ouvertes et reprennent où vous en étiez.
desktop-sign-in-again = Se connecter
desktop-signed-in = Vous êtes connecté
desktop-signed-in-text = Vous pouvez fermer cette fenêtre et reprendre sur votre bureau.
desktop-signed-out = À bientôt
desktop-signed-out-text = Vous êtes déconnecté du bureau et de toutes vos applications.
desktop-nothing-here = Il n’y a rien ici
desktop-nothing-here-text = Cette page n’existe pas ou n’existe plus. Vérifiez l’adresse, ou revenez au bureau.
desktop-sign-in = Connectez-vous
desktop-sign-in-text = Votre session est terminée. Connectez-vous pour continuer.
desktop-not-allowed = Réservé aux administrateurs
desktop-not-allowed-text = Votre compte n’ouvre pas cette page. Si vous en avez besoin, demandez à votre administrateur.
desktop-foreign-form = Demande refusée
desktop-foreign-form-text = Cette demande ne venait pas de votre bureau, ou votre session a changé entre-temps. Revenez au bureau et recommencez.
desktop-not-set-up = Bientôt prêt
desktop-not-set-up-text = Ce cloud n’est pas encore installé. Votre administrateur doit d’abord terminer la mise en service.
desktop-interrupted = La connexion s’est interrompue
desktop-interrupted-text = Elle a pris trop de temps ou a commencé dans une autre fenêtre. Recommencez, cela suffit en général.
desktop-core-away = Le serveur ne répond pas
desktop-core-away-text = Vos applications continuent de marcher. Réessayez dans une minute ; si cela dure, appelez votre administrateur.
desktop-refused = Cela n’a pas marché
desktop-broken = Cette page ne s’affiche pas
desktop-broken-text = L’erreur vient de nous et elle est notée. Réessayez ; si cela dure, appelez votre administrateur.

## Pages d’administration
desktop-admin-menu = Administration
desktop-store = Magasin
desktop-servers = Serveurs
desktop-events = Journal

## Magasin
desktop-store-count = { $count ->
    [0] Le magasin est vide.
    [one] Une application, reliée à votre annuaire sans rien saisir.
   *[other] { $count } applications, reliées à votre annuaire sans rien saisir.
}
desktop-store-search = Chercher une application
desktop-store-categories = Rayons
desktop-store-all = Toutes
desktop-store-none = Aucune application ne correspond. Essayez un autre mot.
desktop-store-facts = En bref
desktop-category-documents = Fichiers et documents
desktop-category-files = Fichiers
desktop-category-office = Bureautique
desktop-category-mail = Courrier et agenda
desktop-category-communication = Communication
desktop-category-team = Équipe
desktop-category-accounting = Comptabilité
desktop-category-business = Gestion
desktop-category-knowledge = Savoir
desktop-category-reading = Lecture
desktop-category-news = Actualités
desktop-category-media = Photos et médias
desktop-category-organising = Organisation
desktop-category-projects = Projets
desktop-category-security = Sécurité
desktop-category-monitoring = Surveillance
desktop-category-development = Développement
desktop-category-it = Informatique
desktop-category-tools = Outils
desktop-sso-oidc = Connexion unique
desktop-sso-oidc-text = Chacun entre avec son compte habituel, sans rien saisir.
desktop-sso-forward-auth = Accès protégé
desktop-sso-forward-auth-text = Seules les personnes connectées l’atteignent ; l’application elle-même ne distingue pas toujours qui vient.
desktop-sso-ldap = Même mot de passe
desktop-sso-ldap-text = Chacun y saisit une fois son identifiant et son mot de passe habituels.
desktop-sso-none = Deuxième mot de passe
desktop-sso-none-text = L’application garde ses propres comptes : chacun y aura un deuxième mot de passe.
desktop-install = Installer
desktop-install-title = Installer cette application
desktop-install-text = Tout est prêt : vous pouvez garder les réponses proposées.
desktop-install-address = Adresse
desktop-install-address-hint = L’application s’ouvrira à cette adresse, suivie de .{ $domain }. Lettres minuscules, chiffres et tirets.
desktop-install-groups = Pour quels groupes ?
desktop-install-groups-hint = Vide : pour tout le monde. Séparez plusieurs groupes par une virgule.
desktop-retry = Réessayer
desktop-everybody = Tout le monde
desktop-app-ready = Prête
desktop-app-installing = S’installe
desktop-app-removing = Se retire
desktop-app-removed = Retirée
desktop-app-starting = Démarre
desktop-app-degraded = À surveiller
desktop-app-failed = En panne
desktop-app-silent = Serveur muet
desktop-app-is-installed = Installée
desktop-app-is-installing = Installation en cours
desktop-app-is-removing = Retrait en cours
desktop-app-has-failed = Cela n’a pas marché
desktop-step-waiting = à venir
desktop-step-running = en cours
desktop-step-done = fait
desktop-step-failed = a échoué
desktop-fact-version = Version
desktop-fact-licence = Licence
desktop-fact-databases = Base de données
desktop-fact-site = Site
desktop-fact-address = Adresse
desktop-fact-who = Pour
desktop-fact-servers = Serveur
desktop-fact-unidash = UniDash
desktop-fact-k3s = K3s
desktop-fact-load = Charge
desktop-fact-memory = Mémoire
desktop-fact-disk = Disque
desktop-remove = Retirer
desktop-remove-title = Retirer { $app } ?
desktop-remove-text = L’application s’arrête, sa tuile disparaît de tous les bureaux et son adresse ne répond plus. Choisissez ce que deviennent ses données.
desktop-remove-data = Les données
desktop-remove-keep = Garder les données
desktop-remove-keep-text = Si vous réinstallez l’application, tout sera là.
desktop-remove-purge = Effacer aussi les données
desktop-remove-purge-text = Fichiers, base de données et réglages disparaissent pour toujours.
desktop-remove-confirm = Pour effacer les données, écrivez « { $app } »
desktop-remove-confirm-hint = Inutile si vous gardez les données.
desktop-remove-not-confirmed = Rien n’a été retiré : pour effacer les données, écrivez le nom de l’application dans le champ ci-dessous.

## Serveurs
desktop-servers-count = En service : { $up } sur { $count }.
desktop-server-up = Prêt
desktop-server-silent = Ne répond pas
desktop-server-starting = Démarre
desktop-server-unknown = Inconnu

## Journal
desktop-events-text = Qui a fait quoi, et quand. Rien ne s’en efface.
desktop-events-search = Chercher dans le journal
desktop-events-none = Rien de tel dans le journal.
desktop-events-when = Quand
desktop-events-what = Quoi
desktop-events-who = Qui
desktop-events-result = Résultat
desktop-events-older = Plus anciens
desktop-result-done = Fait
desktop-result-refused = Refusé
desktop-result-failed = Échoué

## Feuille de route
desktop-road = Feuille de route
desktop-road-text = De serveurs nus à « toute l’entreprise travaille dessus ». Le système vérifie lui-même chaque étape.
desktop-road-done = { $done } étapes sur { $count } sont faites
desktop-road-next = Prochaine étape : { $step }
desktop-road-all = Tout est en place. Bonne journée.
desktop-road-servers = Trois serveurs réunis
desktop-road-servers-done = { $up } serveurs répondent. L’un d’eux peut s’arrêter sans que personne ne le remarque.
desktop-road-servers-todo = { $up } sur { $count } répondent ; il en faut trois pour que l’un puisse s’arrêter. Cette commande affiche la ligne à coller sur le serveur suivant :
desktop-road-domain = Domaine et certificat
desktop-road-domain-done = { $domain } est protégé par un certificat.
desktop-road-domain-todo = Ce cloud tourne sans protection, juste pour voir. La mise en service sur un serveur lui donne un domaine et un certificat.
desktop-road-directory = L’annuaire de l’entreprise
desktop-road-directory-done = { $directory } est relié : les collègues se connectent avec leur compte Windows.
desktop-road-directory-todo = Les collègues ne peuvent pas encore se connecter avec leur compte Windows. Reliez Active Directory : domaine, compte de service, et un essai qui dit ce qui ne va pas.
desktop-road-admins = Un deuxième administrateur
desktop-road-admins-done = Plusieurs personnes peuvent ouvrir ces pages.
desktop-road-admins-todo = Si vous perdez votre mot de passe, personne d’autre ne peut ouvrir ces pages. Créez un deuxième compte, ou faites administrer un groupe de votre annuaire.
desktop-road-app = Une première application
desktop-road-app-done = { $apps ->
    [one] Une application est prête.
   *[other] { $apps } applications sont prêtes.
}
desktop-road-app-todo = Choisissez-en une dans le magasin : elle est reliée à votre annuaire sans rien saisir.
desktop-road-group = Une application pour un groupe
desktop-road-group-done = { $app } n’apparaît que sur les bureaux de ses groupes.
desktop-road-group-todo = En installant une application, dites pour quels groupes : eux seuls la voient.
desktop-road-scene = Une scène pour l’entreprise
desktop-road-scene-done = { $scenes ->
    [one] Une scène ouvre
   *[other] { $scenes } scènes ouvrent
} plusieurs applications côte à côte en un clic.
desktop-road-scene-todo = Ouvrez des applications côte à côte sur votre bureau, puis choisissez « Garder comme scène » et pour qui.

## Docks
desktop-docks = Docks
desktop-docks-text = Les bonnes applications sous la main : un dock par thème, donné à des groupes. Chacun peut arranger le sien.
desktop-docks-given = Donnés par l’entreprise
desktop-docks-none = Personne n’a encore de dock par thème : chacun voit celui qu’il compose. Préparez le premier ici.
desktop-docks-new = Un nouveau dock
desktop-docks-name-hint = Par exemple Compta ou Matin. Le même nom remplace le dock qui le porte.
desktop-docks-apps = Ses applications
desktop-docks-apps-hint = Cochez-les ; l’ordre de cette liste est celui du dock.
desktop-docks-remove-sure = Retirer « { $name } » de tous les bureaux ? Les applications restent.
desktop-docks-gone = « { $name } » est retiré de tous les bureaux.
desktop-dock-themes = Docks par thème
desktop-dock-own = Le mien
desktop-dock-reset = Le dock comme il a été donné
desktop-change = Modifier
desktop-change-of = Modifier { $name }
desktop-remove-of = Retirer { $name }
desktop-order-earlier = { $name } plus tôt
desktop-order-later = { $name } plus tard
desktop-by-command = La même chose par commande
desktop-by-command-text = Programmes et scripts font ce que fait cette page, avec un jeton personnel.

## Annonces
desktop-news = Annonces
desktop-news-text = Une phrase en haut du bureau : pour ceux qu’elle concerne, tant qu’elle est utile.
desktop-news-made = Annonces en place
desktop-news-none = Aucune annonce. Ce que vous écrirez ci-dessous apparaîtra sur les bureaux en une demi-minute.
desktop-news-new = Une nouvelle annonce
desktop-news-severity = Quelle importance ?
desktop-news-news = Information
desktop-news-warning = À noter
desktop-news-outage = Panne
desktop-news-fr = En français
desktop-news-en = En anglais
desktop-news-hint = Une langue suffit : elle s’affiche alors pour tous. 300 lettres au plus.
desktop-news-starts = À partir du
desktop-news-ends = Jusqu’au
desktop-news-when = Vide : tout de suite, et jusqu’à ce que vous la retiriez.
desktop-news-utc = Ces heures sont lues en UTC.
desktop-news-announce = Annoncer
desktop-news-from = à partir du
desktop-news-until = jusqu’au
desktop-news-withdraw = Retirer
desktop-news-withdraw-of = Retirer : { $text }
desktop-news-dismiss = Lu, ne plus afficher
desktop-news-unread = { $count ->
    [0] Aucune nouvelle annonce
    [one] Une nouvelle annonce
   *[other] { $count } nouvelles annonces
}
desktop-news-read = lue
desktop-news-mark = Marquer comme lue
desktop-news-gone = Retirée de tous les bureaux : { $text }
desktop-news-more = { $count ->
    [one] et une autre
   *[other] et { $count } autres
}

## Liens
desktop-links = Liens
desktop-links-text = Les outils que l’entreprise a déjà, en tuiles parmi les applications. Chacun est vérifié avant d’apparaître.
desktop-links-made = Sur les bureaux
desktop-links-none = Aucun lien encore. L’intranet, la téléphonie ou le portail de paie sont de bons premiers.
desktop-links-framed = Dans le bureau
desktop-links-window = Fenêtre à part
desktop-links-check = Vérifier à nouveau
desktop-links-remove-sure = Retirer « { $name } » de tous les bureaux ? Le site lui-même ne change pas.
desktop-links-gone = « { $name } » n’est plus sur aucun bureau.
desktop-links-new = Un nouveau lien
desktop-links-name-hint = Comme vos collègues l’appellent. Le même nom remplace le lien qui le porte.
desktop-links-url-hint = L’adresse que vos collègues tapent dans leur navigateur. Les adresses internes sont les bienvenues.
desktop-links-anyway = Le garder quand même
desktop-links-anyway-text = Vos collègues l’atteignent, même si ce serveur ne l’atteint pas. Il s’ouvrira dans sa fenêtre.
desktop-links-sign = Dessin
desktop-links-colour = Couleur
desktop-links-colour-of = Couleur { $number }
desktop-links-always-window = Toujours dans sa fenêtre
desktop-links-always-window-text = Même si le site peut s’afficher dans le bureau.
desktop-links-add = Vérifier et ajouter
desktop-links-guard = Vérifier une adresse ne lit que sa première réponse. Ce serveur ne s’interroge jamais lui-même, ni ses programmes, ni les lieux où se trouvent les secrets d’une machine.
desktop-sign-globe = Globe
desktop-sign-link = Lien
desktop-sign-building-2 = Immeuble
desktop-sign-users = Personnes
desktop-sign-calendar = Calendrier
desktop-sign-mail = Lettre
desktop-sign-file-text = Document
desktop-sign-calculator = Calculatrice
desktop-sign-truck = Camion
desktop-sign-phone = Téléphone
desktop-sign-book-open = Livre
desktop-sign-chart-column = Graphique
desktop-sign-briefcase = Mallette
desktop-sign-wrench = Clé
desktop-sign-shopping-cart = Chariot
desktop-sign-database = Base de données
desktop-sign-key-round = Clef
desktop-sign-map = Carte

## Personnes et groupes
desktop-people = Personnes et groupes
desktop-people-text = Tous ceux qui peuvent se connecter : les comptes de ce cloud et ceux de votre annuaire.
desktop-people-tab = Personnes
desktop-people-search = Chercher un nom
desktop-people-count = { $count ->
    [0] Personne ne porte ce nom.
    [one] Une personne
   *[other] { $count } personnes
}
desktop-people-many = { $count } personnes et plus
desktop-people-none = Vérifiez l’orthographe, ou cherchez le début du nom.
desktop-people-mail = Courriel
desktop-people-source = Origine
desktop-people-local = Ce cloud
desktop-people-admin = Administrateur
desktop-people-next = Page suivante
desktop-people-new = Un nouveau compte
desktop-people-new-text = Pour quelqu’un que votre annuaire ne connaît pas, ou un second administrateur pour les mauvais jours.
desktop-people-username = Nom de connexion
desktop-people-password = Premier mot de passe
desktop-people-password-hint = Au moins 10 caractères.
desktop-people-may-administer = Peut administrer ce cloud
desktop-people-may-administer-text = Ouvre ces pages, installe des applications, change les règles.
desktop-people-create = Créer le compte
desktop-people-gone = Le compte de { $name } est supprimé.
desktop-people-again = Le recréer…
desktop-people-again-text = Voici ce qu’était le compte. Son mot de passe a disparu avec lui : choisissez-en un premier, puis créez le compte.
desktop-form-again = Merci. Voici ce que vous aviez saisi ; seul un mot de passe n’est jamais gardé. Vérifiez, puis envoyez.
desktop-groups-tab = Groupes
desktop-groups-text = Ce que chaque groupe donne à ses membres, et qui administre.
desktop-groups-search = Chercher un groupe
desktop-groups-count = { $count ->
    [0] Aucun groupe ne porte ce nom.
    [one] Un groupe
   *[other] { $count } groupes
}
desktop-groups-none = Vérifiez l’orthographe. Les groupes viennent de votre annuaire et des comptes de ce cloud.
desktop-groups-gives = Donne
desktop-groups-nothing = Rien de particulier
desktop-groups-dock = dock « { $name } »
desktop-groups-scene = scène « { $name } »
desktop-groups-admins = Les membres de « { $group } » dans { $domain } administrent ce cloud.
desktop-groups-no-admins = Personne de { $domain } n’administre encore ce cloud : trouvez le groupe ci-dessous et choisissez-le.
desktop-groups-make = Faire administrer
desktop-groups-make-of = Faire administrer les membres de { $group }
desktop-groups-make-sure = Dès leur prochaine connexion, les membres de « { $group } » administrent ce cloud, et ceux du groupe précédent ne l’administrent plus. Les comptes de ce cloud gardent leurs droits.

## Certificats et domaine
desktop-certificates = Certificat et domaine
desktop-certificates-text = Ce que voient les navigateurs en ouvrant { $domain }.
desktop-certificate-shown = En place
desktop-certificate-none = Ce cloud fonctionne sans certificat, pour un essai sur un ordinateur. L’installation sur un serveur lui en donne un.
desktop-certificate-names = Noms
desktop-certificate-until = Valable jusqu’au
desktop-certificate-days = { $days ->
    [0] finit aujourd’hui
    [one] encore un jour
   *[other] encore { $days } jours
}
desktop-certificate-over = expiré
desktop-certificate-issuer = Signé par
desktop-certificate-renewal = Renouvellement
desktop-certificate-own = Automatique, 30 jours avant la fin
desktop-certificate-foreign = Par vous : déposez le nouveau à temps
desktop-certificate-renew = Renouveler maintenant
desktop-certificate-instead = Utiliser l’autorité de ce cloud
desktop-certificate-instead-sure = Les navigateurs devront alors faire confiance à l’autorité de ce cloud, sinon ils avertiront tout le monde. Vous pourrez redéposer l’ancien certificat à tout moment.
desktop-certificate-new = Votre propre certificat
desktop-certificate-new-text = Il est vérifié avant que quiconque ne le voie : noms, dates, clé et ordre.
desktop-certificate-chain = Certificat
desktop-certificate-chain-hint = PEM : le vôtre d’abord, puis ceux qui l’ont signé.
desktop-certificate-key = Clé privée
desktop-certificate-key-hint = PEM, sans mot de passe. Elle est conservée scellée et n’est plus jamais montrée.
desktop-certificate-take = Vérifier et l’utiliser
desktop-certificate-trust = La confiance de vos ordinateurs
desktop-certificate-trust-text = Chaque ordinateur doit faire confiance une fois à l’autorité de ce cloud. La page l’explique pour chaque système et pour la stratégie de groupe.
desktop-certificate-trust-page = Ouvrir la page pour tous
desktop-certificate-fingerprint = Comparez cette empreinte avant de faire confiance :
desktop-dns = DNS
desktop-dns-text = Les noms de ce cloud doivent mener à ses serveurs. Demandez aux serveurs de noms ce qu’ils répondent.
desktop-dns-check = Vérifier
desktop-dns-again = Vérifier à nouveau
desktop-dns-name = Nom
desktop-dns-kind = Type
desktop-dns-value = Doit valoir
desktop-dns-found = C’est le cas

## Palette, fin de la session
desktop-language = Langue
desktop-session-soon = Votre session se termine dans cinq minutes. Vos applications ouvertes restent en place.
desktop-session-stay = Rester connecté
