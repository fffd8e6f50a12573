# Applications : vérification, refus, étapes, états.

## Vérification : ce qui ne va pas dans un fichier d’application, et quoi faire.
apps-lint-at = Ligne { $line } : { $sentence }
apps-lint-clean = Aucun défaut : l’application peut être installée.
apps-lint-faults =
    { $count ->
        [one] Un défaut : corrigez-le, puis vérifiez de nouveau.
       *[other] { $count } défauts : corrigez-les, puis vérifiez de nouveau.
    }
apps-lint-syntax = Ce n’est pas du YAML valide. Vérifiez l’indentation, les deux-points et les guillemets à cet endroit.
apps-lint-empty = Le fichier s’arrête trop tôt ou est vide. Commencez par apiVersion: unidash.app/v1.
apps-lint-two-documents = Le fichier contient deux documents. Gardez une application par fichier et retirez la ligne de trois tirets.
apps-lint-unknown-key = La clé « { $key } » n’existe pas. Retirez-la ou employez l’une de celles-ci : { $known }.
apps-lint-unknown-key-near = La clé « { $key } » n’existe pas. Écrivez « { $near } » si c’est ce que vous vouliez, ou retirez-la.
apps-lint-missing-key = La clé « { $key } » manque. Ajoutez-la ici.
apps-lint-duplicate-key = La clé « { $key } » figure ici une seconde fois. Gardez-en une seule.
apps-lint-unknown-word = « { $word } » n’est pas possible ici. Choisissez parmi : { $known }.
apps-lint-wrong-type = Cette valeur n’est pas du bon type : voyez dans le format s’il faut un texte, un nombre, une liste ou un tableau.
apps-lint-open-reference = Une référence n’est pas fermée : ajoutez l’accolade à la fin. Pour un dollar littéral devant une accolade, écrivez deux dollars.
apps-lint-unknown-reference = La référence « { $reference } » n’existe pas. Employez l’une de celles-ci : { $known }.
apps-lint-unknown-reference-near = La référence « { $reference } » n’existe pas. Écrivez « { $near } » si c’est ce que vous vouliez.
apps-lint-unknown-name = « { $name } » ne figure pas sous « { $list } » dans ce fichier. On y trouve : { $known }.
apps-lint-only-headers = « { $reference } » ne vaut que sous sso.forwardAuth.headers. Retirez-la ici.
apps-lint-headers-only-user = Un en-tête ne peut porter que le nom, l’adresse ou les groupes d’une personne, pas « { $reference } ». Employez user.name, user.email ou user.groups.
apps-lint-not-in-default = « { $reference } » ne peut pas figurer dans une réponse par défaut. Employez locale, url, host ou desk.origin.
apps-lint-only-oidc = « { $reference } » demande sso.mode: oidc. Changez le mode ou retirez la référence.
apps-lint-api-version = « { $value } » n’est pas un format que cette version lit. Écrivez unidash.app/v1.
apps-lint-id = « { $value } » n’est pas un identifiant. Écrivez un domaine inversé en minuscules, comme org.example.notes.
apps-lint-both-languages = Un texte manque. Donnez-le dans les deux langues, en et fr.
apps-lint-summary = Le résumé est trop long. Ne dépassez pas 80 caractères.
apps-lint-category = « { $value } » n’est pas une catégorie. Écrivez un mot en minuscules, comme documents.
apps-lint-package = Donnez la version d’origine comme texte, et notre numéro de paquet à partir de 1.
apps-lint-icon = « { $value } » n’est pas une icône. Nommez un fichier SVG placé à côté de celui-ci, comme notes.svg.
apps-lint-questions = Il y a trop de questions. Posez-en cinq au plus, chacune avec une réponse sûre par défaut.
apps-lint-no-service = Il n’y a aucun service. Décrivez au moins un programme avec son image et son port.
apps-lint-default = « { $value } » n’est pas une réponse possible à une question de type { $kind }. Donnez une réponse qui convient.
apps-lint-service-name = « { $value } » ne peut pas nommer un service. Employez minuscules, chiffres et tirets, 30 au plus, sans commencer par db-.
apps-lint-image = « { $value } » ne dit pas quelle version. Écrivez l’image sous la forme nom:étiquette.
apps-lint-port = Un port est un nombre de 1 à 65535. Écrivez celui où le programme écoute.
apps-lint-twice = « { $value } » figure ici une seconde fois. Donnez à chacun son nom ou son chemin.
apps-lint-time = « { $value } » n’est pas une durée. Écrivez un nombre suivi de s, m ou h, comme 180s.
apps-lint-path = « { $value } » n’est pas un chemin possible ici. Commencez par / et évitez points, espaces et signes spéciaux.
apps-lint-size = « { $value } » n’est pas une taille. Écrivez un nombre suivi de Mi ou Gi, comme 5Gi.
apps-lint-cpu = « { $value } » n’est pas une part de processeur. Écrivez 50m pour un vingtième, ou 1 pour un entier.
apps-lint-user = « { $value } » n’est pas un utilisateur. Écrivez un nombre, image ou root.
apps-lint-capability = Le droit « { $value } » demande son nom en majuscules et une raison sous why.
apps-lint-name = « { $value } » n’est pas un nom. Employez minuscules, chiffres et tirets, en commençant par une lettre.
apps-lint-mode = « { $value } » ne décrit pas les droits d’un fichier. Écrivez quatre chiffres octaux, comme "0444".
apps-lint-database-version = « { $value } » n’est pas une version de base de données. Écrivez sa version majeure, comme "16".
apps-lint-recipe = « { $value } » ne dit pas comment créer un secret. Écrivez base64:32, hex:32 ou alnum:32.
apps-lint-no-exposure = L’application n’a pas d’adresse. Ajoutez au moins une entrée sous exposure.
apps-lint-host = « { $value } » n’est pas un hôte. Employez minuscules, chiffres et tirets, 40 au plus.
apps-lint-host-reserved = L’hôte « { $value } » appartient au nuage lui-même. Choisissez-en un autre.
apps-lint-group = « { $value } » ne peut pas nommer un groupe ici. Évitez les virgules.
apps-lint-sso-part = sso.mode vaut { $mode }, mais la partie « { $key } » manque. Ajoutez-la.
apps-lint-sso-other = La partie « { $key } » ne va pas avec sso.mode: { $mode }. Retirez-la ou changez le mode.
apps-lint-no-redirect = Sans adresse de retour, personne ne revient de la connexion. Ajoutez-en une.
apps-lint-exec = Une commande demande ses arguments sous forme de liste et idempotent: true.
apps-lint-rung = Avec policy: fix, dites par rung (de 1 à 4) ce qui rend l’application affichable.
apps-lint-rung-unused = Avec policy: { $policy }, il n’y a rien à corriger. Retirez rung, ou écrivez policy: fix.

## Demandes qui ne sont pas exécutées.
apps-refusal-no-domain = Ce nuage n’a pas encore d’adresse. Terminez d’abord la mise en place, puis installez des applications.
apps-refusal-needs-servers = Les applications tournent sur des serveurs, et cette démonstration n’en a pas. Installez UniDash sur des serveurs pour en installer.
apps-refusal-not-in-store = Le magasin n’a pas d’application « { $app } ». Choisissez-en une dans la liste.
apps-refusal-app-or-manifest = Nommez une application du magasin ou fournissez un fichier, pas les deux.
apps-refusal-host = « { $host } » ne peut pas être l’adresse d’une application. Employez minuscules, chiffres et tirets ; desk, id et www sont pris.
apps-refusal-host-taken = L’adresse « { $host } » est prise par autre chose. Choisissez un autre hôte.
apps-refusal-group = « { $group } » ne peut pas servir de groupe. Choisissez un groupe dont le nom n’a pas de virgule.
apps-refusal-unknown-answer = L’application ne demande pas « { $answer } ». Retirez cette réponse.
apps-refusal-answer-characters = La réponse à « { $answer } » est trop longue ou contient des signes impossibles. Évitez guillemets, barres obliques inverses et dollars.
apps-refusal-answer-not-listed = « { $value } » n’est pas une réponse possible à « { $answer } ». Choisissez parmi : { $known }.
apps-refusal-answer-bool = La réponse à « { $answer } » est true ou false, pas « { $value } ».
apps-refusal-answer-number = La réponse à « { $answer } » est un nombre entier, pas « { $value } ».
apps-refusal-installed = Cette application est déjà installée, sous le nom « { $app } ». Ouvrez-la, ou retirez-la d’abord.
apps-refusal-storage = Les serveurs n’ont pas de stockage de classe « { $class } ». Mettez-le d’abord en place, ou choisissez local.
apps-refusal-not-yet = Cette version ne sait pas encore faire ce que l’application demande ({ $what }). Attendez une mise à jour ou choisissez une autre application.
apps-refusal-under-way = « { $app } » est déjà en cours de retrait. Attendez que ce soit terminé.
apps-refusal-nothing-to-retry = Rien n’a échoué avec « { $app } » : il n’y a rien à réessayer.
apps-unknown = Aucune application installée ne se nomme « { $app } ». Voyez la liste des applications.
apps-busy = Quelqu’un d’autre a modifié cette application au même moment. Regardez de nouveau et recommencez si besoin.
apps-unavailable = Les serveurs n’acceptent pas de modification en ce moment. Les applications continuent ; réessayez dans une minute.

## Étapes d’une installation ou d’un retrait.
apps-step-check = Vérifier les serveurs
apps-step-sign-on = Préparer la connexion
apps-step-secrets = Créer les secrets
apps-step-namespace = Faire une place à l’application
apps-step-database = Démarrer la base de données
apps-step-apply = Remettre l’application
apps-step-start = Démarrer l’application
apps-step-address = Ouvrir son adresse
apps-step-stop = Arrêter l’application
apps-step-data = Effacer ses données
apps-step-done = Terminer
apps-detail-servers = En attente des réseaux annoncés par les serveurs.
apps-detail-starting = « { $program } » démarre.
apps-detail-warning = « { $program } » ne démarre pas encore : { $reason }

## Ce qui ne va pas avec une application.
apps-problem-start = « { $program } » n’a pas démarré à temps. Réessayez, ou retirez l’application. Les serveurs disent : { $reason }
apps-problem-refused = Les serveurs ont refusé l’application : { $reason } Retirez-la et prévenez l’auteur de son fichier.
apps-problem-degraded = Toutes les parties de l’application ne tournent pas. Attendez une minute ; si cela dure, voyez les serveurs.
apps-problem-silent = Le serveur « { $server } », qui porte l’application, ne répond pas. Occupez-vous de ce serveur.
apps-problem-stranger = L’application tourne, mais sa fiche est perdue. Restaurez une sauvegarde du nuage pour la gérer ici.
apps-state-starting = L’application démarre. Elle sera là dans un instant.
apps-state-server-silent = Le serveur « { $server } », qui porte cette application, ne répond pas. Votre administrateur le voit aussi.
apps-state-failed = L’application ne tourne pas. Appelez votre administrateur.

## Bureaux.
apps-desk-refused = Cette disposition dépasse ce qu’un bureau peut tenir. Fermez une application et réessayez.
apps-desk-changed = Votre bureau a été modifié sur un autre écran. Rechargez cette page pour le voir.
apps-desk-dock-refused = Un dock a un nom de 40 lettres au plus et de une à 40 applications. Vérifiez les deux et réessayez.
apps-desk-announcement-refused = Une annonce est une phrase de 300 lettres au plus. Raccourcissez-la et réessayez.
apps-desk-announcement-moments = La fin vient après le début, et les deux sont des moments précis. Vérifiez-les et réessayez.
apps-desk-link-refused = Un lien a un nom de 40 lettres au plus, un des dessins et une des couleurs. Vérifiez-les et réessayez.
apps-desk-link-address = Ce n’est pas l’adresse d’une page web. Elle commence par https:// et ne contient pas de mot de passe ; copiez-la depuis la barre d’adresse.
apps-desk-link-forbidden = Cette adresse mène dans les serveurs eux-mêmes, pas à un outil de votre entreprise. Donnez l’adresse que vos collègues tapent dans leur navigateur.
apps-desk-link-ours = Cette adresse appartient à ce cloud : ses applications ont déjà leurs tuiles. Donnez celle d’un autre outil.
apps-desk-link-silent = Rien ne répond à cette adresse, ou seulement une erreur. Vérifiez-la dans votre navigateur et corrigez-la ici ; si seul ce serveur ne l’atteint pas, gardez-la quand même.
apps-link-open = Le site répond et accepte d’être affiché dans le bureau.
apps-link-refuses = Le site répond, mais refuse d’être affiché dans une autre page : il s’ouvre dans sa fenêtre.
apps-link-plain = Le site répond sans chiffrement : les navigateurs ne l’affichent pas dans le bureau, il s’ouvre donc dans sa fenêtre.
apps-link-unknown-authority = Le site répond avec un certificat que ce serveur ne connaît pas. Il fonctionne là où les ordinateurs de l’entreprise lui font confiance.
apps-link-silent = Le site n’a pas répondu à ce serveur : il s’ouvre dans sa fenêtre.
apps-link-forbidden = Le nom mène maintenant dans les serveurs eux-mêmes. Vérifiez votre DNS ou retirez le lien.
apps-link-ours = L’adresse appartient maintenant à ce cloud. Retirez le lien.
