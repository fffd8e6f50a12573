# The desk: everything that a signed-in person sees.

desktop-skip = Skip to content
desktop-home = Home
desktop-close = Close
desktop-cancel = Cancel
desktop-yes = Yes
desktop-no = No
desktop-open = Open
desktop-back-to-desk = Back to the desk
desktop-request = Reference for support:

## Status bar and the person's menu
desktop-switch-language = Passer au français
desktop-network = Connection and session
desktop-network-online = Connected
desktop-network-online-text = Your desk reaches its server.
desktop-network-lost = Server silent
desktop-network-offline = No network
desktop-network-offline-text = This computer has no network: check the cable or the Wi-Fi. The desk comes back by itself; your open apps stay where they are.
desktop-session-until = Signed in until
desktop-session-longer = Stay signed in longer
desktop-me-menu = Your menu
desktop-theme = Appearance
desktop-theme-system = Automatic
desktop-theme-light = Light
desktop-theme-dark = Dark
desktop-sign-out = Sign out

## Home
desktop-hello-name = Hello { $name }
desktop-all-well = All your apps are ready.
desktop-some-wait = { $count ->
    [one] One app does not answer yet; the others are ready.
   *[other] { $count } apps do not answer yet; the others are ready.
}
desktop-resume = Resume
desktop-resume-desk = Where you left off
desktop-my-apps = My apps
desktop-empty = Your desk is ready for its first app
desktop-empty-text = Ask whoever looks after the computers at { $company } for one: it will appear here by itself.
desktop-empty-admin = Your cloud is ready
desktop-empty-admin-text = All it needs is a first app: choose one in the store, and it will appear here.
desktop-open-store = Open the store
desktop-tile-starting = Starting…
desktop-tile-silent = Server silent
desktop-tile-failed = Out of order

## Dock, launcher, zones
desktop-dock = Dock
desktop-launcher = All apps
desktop-launcher-search = Search for an app
desktop-launcher-none = Nothing has that name.
desktop-launcher-empty = No apps here yet. Type to find everything else.
desktop-running = (open)
desktop-zones = Arrangement of zones
desktop-zones-one = Just one
desktop-zones-columns = Side by side
desktop-zones-rows = Stacked
desktop-zones-one-two = One and two
desktop-zones-grid = Four
desktop-zones-equal = Equal parts
desktop-zone-empty = Choose an app
desktop-divider = Divider between two zones
desktop-panes = Open apps
desktop-pane-swap = Swap with the next zone
desktop-pane-window = Open in its own window
desktop-pane-large = Enlarge or restore
desktop-pane-close = Close
desktop-pane-exit = Back to the desk
desktop-pane-slow = The app takes long to answer.
desktop-dock-back = Bring back to the desk

## Scenes, overview, launcher
desktop-search = Search
desktop-launcher-key = Ctrl K
desktop-arrange = Arrange
desktop-tile-more = More for { $app }
desktop-tile-pin = Add to the dock
desktop-tile-unpin = Take off the dock
desktop-tile-file = Put into a folder…
desktop-tile-unfile = Take out of the folder
desktop-folder-title = Put into a folder
desktop-folder-name = Name of the folder
desktop-folder-hint = A new name makes a new folder.
desktop-folder-put = Put there
desktop-scenes = Scenes
desktop-actions = Actions
desktop-overview = Open apps
desktop-overview-none = No app is open. Open one from the home page or from the dock.
desktop-scene-keep = Keep as a scene…
desktop-scene-keep-title = Keep this arrangement as a scene
desktop-scene-keep-text = One click will open these apps again, each in its place.
desktop-scene-name = Name
desktop-scene-name-hint = For example Accounts, or Monday morning. The same name replaces the scene that has it.
desktop-scene-for = For whom?
desktop-scene-for-me = Only for me
desktop-scene-for-groups = For groups
desktop-scene-for-all = For everybody
desktop-scene-group-names = Groups
desktop-scene-group-hint = For example Accounts. Separate several groups with commas.
desktop-scene-save = Keep
desktop-scene-remove = Remove the scene
desktop-undo = Undo
desktop-ask = Please confirm

## What the desk tells screen readers
desktop-said-opened = { $app } is open in zone { $zone } of { $zones }.
desktop-said-closed = { $app } is closed.
desktop-said-reshaped = Zones on screen: { $zones }.
desktop-said-split = Divider at { $share } %.
desktop-said-equalised = The zones have the same size.
desktop-said-swapped = { $app } is now in zone { $zone }.
desktop-said-enlarged = { $app } fills the whole space.
desktop-said-restored = { $app } is back in its place.
desktop-said-focused = Zone { $zone } of { $zones }, { $app }
desktop-said-shown = Your open apps.
desktop-said-home = Home.
desktop-said-arranged = Apps open side by side: { $zones }.
desktop-said-kept = The scene “{ $scene }” is kept.
desktop-said-removed = The scene “{ $scene }” is removed.
desktop-said-given = The scene “{ $scene }” now stands on the desks it is for.
desktop-said-taken-back = The scene “{ $scene }” is taken back from every desk.
desktop-said-not-given = That did not work. Check name and groups, then try again.
desktop-said-changed = { $app } has its new place.
desktop-said-too-many = There is room for { $most } scenes. Remove one first.
desktop-said-in-zone = In zone { $zone }
desktop-said-behind = In the background
desktop-said-late = “{ $app }” is new. It opens in its own window until this desk is loaded again.
desktop-said-reload = Load it again
desktop-said-unsaved = { $app } says that it holds changes which are not saved. They are lost when you close it.
desktop-said-close-anyway = Close all the same

## My account
desktop-account = My account
desktop-account-local = account of this cloud
desktop-account-directory = company account of { $domain }
desktop-account-done-sessions = Done: the other browser is signed out, with everything that was open in it.
desktop-account-done-factor = Done: your second factor is removed.
desktop-account-done-consent = Done: the app is asked to forget you, and asks again at your next visit.
desktop-account-done-password = Your password is changed. Your other browsers are signed out.
desktop-account-factors = Second step at sign-in
desktop-account-factors-text = It stops others even if they learn your password. Set up two, so that a lost phone does not lock you out.
desktop-account-factors-demanded = Your company asks you for a second step: whoever has none sets one up at the next sign-in.
desktop-factor-authenticator = Authenticator app
desktop-factor-passkey = Passkey
desktop-factor-created = Set up
desktop-factor-used = Last used
desktop-factor-remove = Remove
desktop-factor-remove-sure = “{ $name }” no longer opens your account. You can set it up again at any time.
desktop-factor-add-authenticator = Set up an authenticator app
desktop-factor-add-passkey = Make a passkey
desktop-account-codes = { $count ->
    [0] No recovery code is left.
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
}
desktop-account-codes-few = Make new ones
desktop-account-codes-new = New recovery codes
desktop-account-sessions = Where you are signed in
desktop-account-sessions-text = If you do not know one of these browsers, sign it out and change your password.
desktop-account-end-others = Sign out everywhere else
desktop-account-end-sure = Every other browser is signed out, in the apps, too; what is not saved there is lost. You can sign in there again.
desktop-session-current = This browser
desktop-session-second-factor = With a second step
desktop-session-since = Signed in
desktop-session-seen = last seen
desktop-session-apps = Apps:
desktop-session-end = Sign out
desktop-device = { $browser } on { $system }
desktop-device-unknown = A browser that does not say its name
desktop-account-password = Password
desktop-account-password-text = Choose one that you use nowhere else. A long sentence is better than a short riddle.
desktop-account-password-old = Current password
desktop-account-password-new = New password
desktop-account-password-again = New password once more
desktop-account-password-change = Change the password
desktop-account-password-differ = The two new passwords are not the same. Type them again.
desktop-account-consents = Apps that you introduced yourself to
desktop-account-consents-text = Apps that your administrators installed know your name without asking. Others ask you first; those that you agreed to stand here.
desktop-account-withdraw = Withdraw
desktop-consent-subject = That it is the same person
desktop-consent-profile = Your name
desktop-consent-email = Your mail address
desktop-consent-groups = Your groups
desktop-consent-offline = Also while you are away
desktop-account-language = Language
desktop-confirm = Please confirm that it is you
desktop-confirm-text = For this, your sign-in must be less than 15 minutes old. Sign in again, then give the order once more.
desktop-confirm-go = Sign in and go on

## One person
desktop-person-back = People and groups
desktop-person-username = Sign-in name
desktop-person-name = Name
desktop-person-email = Mail address
desktop-person-groups = Groups
desktop-person-groups-hint = Separate several groups with commas.
desktop-person-role = Role
desktop-person-is-admin = Administrator
desktop-person-is-not-admin = Uses the apps
desktop-person-admin-text = May install apps and change everything here.
desktop-person-disabled = Disabled
desktop-person-disabled-text = May not sign in, and is signed out everywhere at once.
desktop-person-password-hint = At least 10 characters. Leave it empty to keep the present one; a new one signs the person out everywhere.
desktop-person-change = Change this account
desktop-person-save = Save
desktop-person-remove = Remove the account
desktop-person-remove-title = Remove the account of { $name }?
desktop-person-remove-text = The person is signed out everywhere and cannot sign in any more. What they made in the apps stays there. To keep somebody out for a while only, disable the account instead.
desktop-person-elsewhere = This account lives in your company directory: name, groups and password are changed there.
desktop-person-done-sessions = Done: signed out, in the apps, too.
desktop-person-done-factors = Done: the second step is forgotten. Whoever needs one sets it up at the next sign-in.
desktop-person-done-changed = The account is changed.
desktop-person-sign-ins = Last sign-ins
desktop-person-sign-ins-none = No sign-in and no try is known.
desktop-person-typed = Typed name
desktop-person-why = Why
desktop-person-second-step = Second step
desktop-person-sessions = Signed in now
desktop-person-sessions-none = Not signed in anywhere.
desktop-person-end-all = Sign out everywhere
desktop-person-end-sure = { $name } is signed out in every browser and in the apps; what is not saved there is lost. They can sign in again at once.
desktop-person-forget-sure = { $name } signs in with the password alone until a second step is set up again; recovery codes stop working, too.
desktop-person-factors-none = Nothing is set up: the password is enough.
desktop-person-forget-factors = Forget (lost phone)
desktop-standing-active = May sign in
desktop-standing-braked = Slowed down
desktop-standing-braked-text = Too many wrong passwords: further tries are refused for about ten minutes, then it goes on by itself.
desktop-standing-disabled = Disabled
desktop-standing-locked = Locked
desktop-standing-locked-text = The directory has locked this account after too many wrong passwords. Unlock it there, or wait.
desktop-standing-gone = Left the directory
desktop-standing-gone-text = The account is disabled, expired or removed in your company directory.
desktop-standing-unknown = Not known just now
desktop-standing-unknown-text = Your company directory does not answer: you see what was known at the last sign-in.

## Sign-in settings
desktop-company = Name of your company
desktop-company-label = Name
desktop-company-text = It stands on the sign-in page, in titles and in everybody’s menu. Without a name, your domain stands there.
desktop-company-saved = Saved. Everybody sees it from now on.
desktop-sign-in-settings = Sign-in
desktop-sign-in-settings-text = What people show to get in.
desktop-sign-in-settings-factors = Whoever set a second step up is asked for it at every sign-in. Here you decide who must have one: they set it up at their next sign-in, before anything else.
desktop-sign-in-settings-admins = Administrators
desktop-sign-in-settings-admins-text = Recommended: an administrator’s password opens everything.
desktop-sign-in-settings-groups = Members of these groups
desktop-sign-in-settings-groups-hint = Of this cloud or of your company directory, nested ones included. Separate several groups with commas.
desktop-sign-in-settings-bare = Your own account has no second step yet. Set it up first:
desktop-sign-in-settings-saved = Saved. It counts from the next sign-in on.

## Session, silent server, errors
desktop-server-lost = The server does not answer. The desk keeps trying by itself; your open apps stay where they are.
desktop-session-over = Your session is over
desktop-session-over-text = Sign in again: your apps stay open and go on where you left off.
desktop-sign-in-again = Sign in
desktop-signed-in = You are signed in
desktop-signed-in-text = You can close this window and go on at your desk.
desktop-signed-out = See you soon
desktop-signed-out-text = You are signed out of the desk and of all your apps.
desktop-nothing-here = There is nothing here
desktop-nothing-here-text = This page does not exist, or not any more. Check the address, or go back to the desk.
desktop-sign-in = Please sign in
desktop-sign-in-text = Your session is over. Sign in to go on.
desktop-not-allowed = For administrators only
desktop-not-allowed-text = Your account does not open this page. If you need it, ask your administrator.
desktop-foreign-form = Request refused
desktop-foreign-form-text = This request did not come from your desk, or your session has changed meanwhile. Go back to the desk and try again.
desktop-not-set-up = Ready soon
desktop-not-set-up-text = This cloud is not set up yet. Your administrator has to finish that first.
desktop-interrupted = The sign-in was interrupted
desktop-interrupted-text = It took too long or began in another window. Starting again is usually enough.
desktop-core-away = The server does not answer
desktop-core-away-text = Your apps keep working. Try again in a minute; if it lasts, call your administrator.
desktop-refused = That did not work
desktop-broken = This page cannot be shown
desktop-broken-text = The error is ours and has been noted. Try again; if it lasts, call your administrator.

## Admin pages
desktop-admin-menu = Administration
desktop-store = Store
desktop-servers = Servers
desktop-events = Events

## Store
desktop-store-count = { $count ->
    [0] The store is empty.
    [one] One app, connected to your directory with nothing to type.
   *[other] { $count } apps, connected to your directory with nothing to type.
}
desktop-store-search = Search for an app
desktop-store-categories = Categories
desktop-store-all = All
desktop-store-none = No app matches. Try another word.
desktop-store-facts = In short
desktop-category-documents = Files and documents
desktop-category-files = Files
desktop-category-office = Office
desktop-category-mail = Mail and calendar
desktop-category-communication = Communication
desktop-category-team = Team
desktop-category-accounting = Accounting
desktop-category-business = Business
desktop-category-knowledge = Knowledge
desktop-category-reading = Reading
desktop-category-news = News
desktop-category-media = Photos and media
desktop-category-organising = Organising
desktop-category-projects = Projects
desktop-category-security = Security
desktop-category-monitoring = Monitoring
desktop-category-development = Development
desktop-category-it = IT
desktop-category-tools = Tools
desktop-sso-oidc = Single sign-on
desktop-sso-oidc-text = Everyone enters with the usual account, with nothing to type.
desktop-sso-forward-auth = Protected access
desktop-sso-forward-auth-text = Only signed-in people reach it; the app itself does not always tell who comes.
desktop-sso-ldap = Same password
desktop-sso-ldap-text = Everyone types the usual name and password there once.
desktop-sso-none = Second password
desktop-sso-none-text = The app keeps its own accounts: everyone will have a second password there.
desktop-install = Install
desktop-install-title = Install this app
desktop-install-text = Everything is ready: you can keep the answers as they are.
desktop-install-address = Address
desktop-install-address-hint = The app will open at this address, followed by .{ $domain }. Lower-case letters, digits and hyphens.
desktop-install-groups = For which groups?
desktop-install-groups-hint = Empty: for everybody. Separate several groups with commas.
desktop-retry = Try again
desktop-everybody = Everybody
desktop-app-ready = Ready
desktop-app-installing = Installing
desktop-app-removing = Being removed
desktop-app-removed = Removed
desktop-app-starting = Starting
desktop-app-degraded = Needs a look
desktop-app-failed = Out of order
desktop-app-silent = Server silent
desktop-app-is-installed = Installed
desktop-app-is-installing = Installing
desktop-app-is-removing = Removing
desktop-app-has-failed = That did not work
desktop-step-waiting = to come
desktop-step-running = under way
desktop-step-done = done
desktop-step-failed = failed
desktop-fact-version = Version
desktop-fact-licence = Licence
desktop-fact-databases = Database
desktop-fact-site = Site
desktop-fact-address = Address
desktop-fact-who = For
desktop-fact-servers = Server
desktop-fact-unidash = UniDash
desktop-fact-k3s = K3s
desktop-fact-load = Load
desktop-fact-memory = Memory
desktop-fact-disk = Disk
desktop-remove = Remove
desktop-remove-title = Remove { $app }?
desktop-remove-text = The app stops, its tile disappears from every desk, and its address no longer answers. Choose what becomes of its data.
desktop-remove-data = The data
desktop-remove-keep = Keep the data
desktop-remove-keep-text = If you install the app again, everything will be there.
desktop-remove-purge = Delete the data, too
desktop-remove-purge-text = Files, database and settings disappear for ever.
desktop-remove-confirm = To delete the data, type “{ $app }”
desktop-remove-confirm-hint = Not needed if you keep the data.
desktop-remove-not-confirmed = Nothing was removed: to delete the data, type the app's name in the field below.

## Servers
desktop-servers-count = In service: { $up } of { $count }.
desktop-server-up = Ready
desktop-server-silent = Does not answer
desktop-server-starting = Starting
desktop-server-unknown = Unknown

## Events
desktop-events-text = Who did what, and when. Nothing in it is ever erased.
desktop-events-search = Search the events
desktop-events-none = Nothing like that in the list.
desktop-events-when = When
desktop-events-what = What
desktop-events-who = Who
desktop-events-result = Result
desktop-events-older = Older ones
desktop-result-done = Done
desktop-result-refused = Refused
desktop-result-failed = Failed

## Road map
desktop-road = Road map
desktop-road-text = From bare servers to “the whole company works on it”. The system checks every step itself.
desktop-road-done = { $done } of { $count } steps are done
desktop-road-next = Next: { $step }
desktop-road-all = Everything is in place. Have a good day.
desktop-road-servers = Three servers together
desktop-road-servers-done = { $up } servers answer. One of them may stop and nobody notices.
desktop-road-servers-todo = { $up } of { $count } answer; three are needed so that one may stop. This command prints the line to paste on the next server:
desktop-road-domain = Domain and certificate
desktop-road-domain-done = { $domain } is protected by a certificate.
desktop-road-domain-todo = This cloud runs unprotected, for a look only. The set-up on a server gives it a domain and a certificate.
desktop-road-directory = The company’s directory
desktop-road-directory-done = { $directory } is connected: colleagues sign in with their Windows account.
desktop-road-directory-todo = Colleagues cannot sign in with their Windows account yet. Connect Active Directory: domain, service account, a test that says what is wrong.
desktop-road-admins = A second administrator
desktop-road-admins-done = More than one person can open these pages.
desktop-road-admins-todo = If you lose your password, nobody else can open these pages. Make a second account, or let a group of your directory administer.
desktop-road-app = A first app
desktop-road-app-done = { $apps ->
    [one] One app is ready.
   *[other] { $apps } apps are ready.
}
desktop-road-app-todo = Choose one in the store: it is connected to your directory with nothing to type.
desktop-road-group = An app for a group
desktop-road-group-done = { $app } is on the desks of its groups only.
desktop-road-group-todo = When you install an app, say for which groups: only they see it.
desktop-road-scene = A scene for the company
desktop-road-scene-done = { $scenes ->
    [one] One scene opens
   *[other] { $scenes } scenes open
} several apps side by side with one click.
desktop-road-scene-todo = Open apps side by side on your desk, then choose “Keep as a scene” and for whom.

## Docks
desktop-docks = Docks
desktop-docks-text = The right apps under everybody’s hands: one dock by theme, given to groups. People may arrange their copy.
desktop-docks-given = Given by the company
desktop-docks-none = Nobody has a dock by theme yet: people see one that they make themselves. Compose the first one here.
desktop-docks-new = A new dock
desktop-docks-name-hint = For example Accounts or Morning. The same name replaces the dock that has it.
desktop-docks-apps = Its apps
desktop-docks-apps-hint = Tick them; the order of this list is the order in the dock.
desktop-docks-remove-sure = Take “{ $name }” back from every desk? The apps stay.
desktop-docks-gone = “{ $name }” is taken back from every desk.
desktop-dock-themes = Docks by theme
desktop-dock-own = Mine
desktop-dock-reset = The dock as it was given
desktop-change = Change
desktop-change-of = Change { $name }
desktop-remove-of = Remove { $name }
desktop-order-earlier = { $name } earlier
desktop-order-later = { $name } later
desktop-by-command = The same by command
desktop-by-command-text = Programs and scripts do what this page does, with a personal token.

## Announcements
desktop-news = Announcements
desktop-news-text = One sentence above everybody’s desk: for whom it is, and for as long as it counts.
desktop-news-made = Announcements so far
desktop-news-none = No announcement. What you write below appears on the desks within half a minute.
desktop-news-new = A new announcement
desktop-news-severity = How much does it matter?
desktop-news-news = News
desktop-news-warning = Please note
desktop-news-outage = Outage
desktop-news-fr = In French
desktop-news-en = In English
desktop-news-hint = One language is enough; it then shows in both. 300 letters at most.
desktop-news-starts = From
desktop-news-ends = Until
desktop-news-when = Empty: at once, and until you withdraw it.
desktop-news-utc = These times are read as UTC.
desktop-news-announce = Announce
desktop-news-from = from
desktop-news-until = until
desktop-news-withdraw = Withdraw
desktop-news-withdraw-of = Withdraw: { $text }
desktop-news-dismiss = Read, put it away
desktop-news-unread = { $count ->
    [0] No new announcement
    [one] One new announcement
   *[other] { $count } new announcements
}
desktop-news-read = read
desktop-news-mark = Mark as read
desktop-news-gone = Withdrawn from every desk: { $text }
desktop-news-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}

## Links
desktop-links = Links
desktop-links-text = Tools that your company has already, as tiles among the apps. Each is looked at before it appears.
desktop-links-made = On the desks
desktop-links-none = No link yet. The intranet, the telephone system or the payroll portal are good first ones.
desktop-links-framed = In the desk
desktop-links-window = Own window
desktop-links-check = Look again
desktop-links-remove-sure = Take “{ $name }” off every desk? The site itself stays as it is.
desktop-links-gone = “{ $name }” is off every desk.
desktop-links-new = A new link
desktop-links-name-hint = As colleagues call it. The same name replaces the link that has it.
desktop-links-url-hint = The address that colleagues type in their browser. Addresses inside the company are welcome.
desktop-links-anyway = Keep it all the same
desktop-links-anyway-text = Colleagues reach it although this server does not. It will open in its own window.
desktop-links-sign = Sign
desktop-links-colour = Colour
desktop-links-colour-of = Colour { $number }
desktop-links-always-window = Always in its own window
desktop-links-always-window-text = Even if the site could be shown inside the desk.
desktop-links-add = Check and add
desktop-links-guard = Looking at an address reads its first answer only. This server never asks itself, its pods or places that hold a machine’s secrets.
desktop-sign-globe = Globe
desktop-sign-link = Link
desktop-sign-building-2 = Building
desktop-sign-users = People
desktop-sign-calendar = Calendar
desktop-sign-mail = Letter
desktop-sign-file-text = Document
desktop-sign-calculator = Calculator
desktop-sign-truck = Lorry
desktop-sign-phone = Telephone
desktop-sign-book-open = Book
desktop-sign-chart-column = Chart
desktop-sign-briefcase = Briefcase
desktop-sign-wrench = Spanner
desktop-sign-shopping-cart = Trolley
desktop-sign-database = Database
desktop-sign-key-round = Key
desktop-sign-map = Map

## People and groups
desktop-people = People and groups
desktop-people-text = Everybody who can sign in: the accounts of this cloud and those of your directory.
desktop-people-tab = People
desktop-people-search = Search for a name
desktop-people-count = { $count ->
    [0] Nobody has that name.
    [one] One person
   *[other] { $count } people
}
desktop-people-many = { $count } people and more
desktop-people-none = Check how it is written, or search for the beginning of the name.
desktop-people-mail = Mail
desktop-people-source = From
desktop-people-local = This cloud
desktop-people-admin = Administrator
desktop-people-next = Next page
desktop-people-new = A new account
desktop-people-new-text = For somebody whom your directory does not know, or a second administrator for bad days.
desktop-people-username = Name for signing in
desktop-people-password = First password
desktop-people-password-hint = At least 10 characters.
desktop-people-may-administer = May administer this cloud
desktop-people-may-administer-text = Opens these pages, installs apps, changes the rules.
desktop-people-create = Make the account
desktop-people-gone = The account of { $name } is removed.
desktop-people-again = Make it again…
desktop-people-again-text = This is what the account was. Its password is gone with it: choose a first one, then make the account.
desktop-form-again = Thank you. Here is what you typed; only a password is never kept. Check it, then send it.
desktop-groups-tab = Groups
desktop-groups-text = What each group gives to its members, and who administers.
desktop-groups-search = Search for a group
desktop-groups-count = { $count ->
    [0] No group has that name.
    [one] One group
   *[other] { $count } groups
}
desktop-groups-none = Check how it is written. Groups come from your directory, and from the accounts of this cloud.
desktop-groups-gives = Gives
desktop-groups-nothing = Nothing of its own
desktop-groups-dock = dock “{ $name }”
desktop-groups-scene = scene “{ $name }”
desktop-groups-admins = The members of “{ $group }” in { $domain } administer this cloud.
desktop-groups-no-admins = Nobody of { $domain } administers this cloud yet: find the group below and choose it.
desktop-groups-make = Let it administer
desktop-groups-make-of = Let the members of { $group } administer
desktop-groups-make-sure = From their next sign-in on, the members of “{ $group }” administer this cloud, and those of the group before no longer do. Accounts of this cloud keep their rights.

## Certificates and domain
desktop-certificates = Certificate and domain
desktop-certificates-text = What browsers see when they open { $domain }.
desktop-certificate-shown = Installed now
desktop-certificate-none = This cloud runs without a certificate, for a look on one computer. The set-up on a server gives it one.
desktop-certificate-names = Names
desktop-certificate-until = Good until
desktop-certificate-days = { $days ->
    [0] ends today
    [one] one day left
   *[other] { $days } days left
}
desktop-certificate-over = over
desktop-certificate-issuer = Signed by
desktop-certificate-renewal = Renewal
desktop-certificate-own = By itself, 30 days before the end
desktop-certificate-foreign = By you: upload the new one in time
desktop-certificate-renew = Renew now
desktop-certificate-instead = Use this cloud’s own authority
desktop-certificate-instead-sure = Browsers then need to trust this cloud’s own authority, or they will warn everybody. You can upload the old certificate again at any time.
desktop-certificate-new = A certificate of your own
desktop-certificate-new-text = It is checked before anybody sees it: names, dates, key and order.
desktop-certificate-chain = Certificate
desktop-certificate-chain-hint = PEM: yours first, then those that signed it.
desktop-certificate-key = Private key
desktop-certificate-key-hint = PEM, without a password. It is kept sealed and never shown again.
desktop-certificate-take = Check and use it
desktop-certificate-trust = Trust on your computers
desktop-certificate-trust-text = Each computer needs to trust this cloud’s authority once. The page explains it for each system and for group policy.
desktop-certificate-trust-page = Open the page for everybody
desktop-certificate-fingerprint = Compare this fingerprint before you trust it:
desktop-dns = DNS
desktop-dns-text = The names of this cloud should lead to its servers. Ask the name servers what they say now.
desktop-dns-check = Check now
desktop-dns-again = Check again
desktop-dns-name = Name
desktop-dns-kind = Kind
desktop-dns-value = Should say
desktop-dns-found = Is so

## Palette, end of the session
desktop-language = Language
desktop-session-soon = Your session ends in five minutes. Your open apps stay as they are.
desktop-session-stay = Stay signed in
