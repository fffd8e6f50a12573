# Les annuaires de l’entreprise.
desktop-directories = Annuaires
desktop-directories-text = D’où viennent les comptes et les groupes des collègues. Une entreprise qui a plusieurs domaines relie chacun d’eux.
desktop-directories-none = Aucun annuaire n’est relié : seuls les comptes de ce cloud peuvent se connecter.
desktop-directories-api = La même chose par l’API :
desktop-directory-first = Relier Active Directory
desktop-directory-add = Relier un autre domaine
desktop-directory-by-dns = Trouvés par le DNS du domaine
desktop-directory-no-group = Aucun
desktop-directory-keep = Relier
desktop-directory-keep-text = Les réglages sont d’abord essayés. Ce qui ne fonctionne pas n’est pas gardé, et les réglages actuels continuent.
desktop-directory-kept = { $domain } est relié : ses membres peuvent se connecter.
desktop-directory-removed = { $domain } n’est plus relié.
desktop-directory-remove = Détacher cet annuaire
desktop-directory-remove-title = Détacher { $domain } ?
desktop-directory-remove-text = Ses membres ne peuvent plus se connecter, et leurs sessions prennent fin en une minute. Leurs applications, leurs données et leurs dispositions restent. Pour revenir en arrière, reliez de nouveau le domaine avec le mot de passe du compte de service.
