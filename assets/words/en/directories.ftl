# The company's directories.
desktop-directories = Directories
desktop-directories-text = Where colleagues’ accounts and groups come from. A company with several domains connects each of them.
desktop-directories-none = No directory is connected: only the accounts of this cloud can sign in.
desktop-directories-api = The same by the API:
desktop-directory-first = Connect Active Directory
desktop-directory-add = Connect another domain
desktop-directory-by-dns = Found through the domain’s DNS
desktop-directory-no-group = None
desktop-directory-keep = Connect
desktop-directory-keep-text = The settings are tried first. What does not work is not kept, and the present ones go on.
desktop-directory-kept = { $domain } is connected: its people can sign in.
desktop-directory-removed = { $domain } is no longer connected.
desktop-directory-remove = Disconnect this directory
desktop-directory-remove-title = Disconnect { $domain }?
desktop-directory-remove-text = Its people can no longer sign in, and their sessions end within a minute. Their apps, data and layouts stay. To go back, connect the domain again with the service account’s password.
