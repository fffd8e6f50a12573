# Apps: linter, refusals, steps, states.

## The linter: what is wrong with an app file, and what to do.
apps-lint-at = Line { $line }: { $sentence }
apps-lint-clean = No fault: the app can be installed.
apps-lint-faults =
    { $count ->
        [one] One fault: put it right, then check again.
       *[other] { $count } faults: put them right, then check again.
    }
apps-lint-syntax = This is not valid YAML. Check indentation, colons and quotation marks around here.
apps-lint-empty = The file ends too early or is empty. Begin with apiVersion: unidash.app/v1.
apps-lint-two-documents = The file holds two documents. Keep one app per file and remove the line with three hyphens.
apps-lint-unknown-key = There is no key “{ $key }”. Remove it, or use one of: { $known }.
apps-lint-unknown-key-near = There is no key “{ $key }”. Write “{ $near }” if that is what you meant, or remove it.
apps-lint-missing-key = The key “{ $key }” is missing. Add it here.
apps-lint-duplicate-key = The key “{ $key }” stands here a second time. Keep one of them.
apps-lint-unknown-word = “{ $word }” is not possible here. Use one of: { $known }.
apps-lint-wrong-type = This value has the wrong kind: look at the format whether a text, a number, a list or a table belongs here.
apps-lint-open-reference = A reference is not closed: add the brace at its end. For a literal dollar before a brace, write two dollars.
apps-lint-unknown-reference = There is no reference “{ $reference }”. Use one of: { $known }.
apps-lint-unknown-reference-near = There is no reference “{ $reference }”. Write “{ $near }” if that is what you meant.
apps-lint-unknown-name = “{ $name }” does not stand under “{ $list }” in this file. Known there: { $known }.
apps-lint-only-headers = “{ $reference }” works under sso.forwardAuth.headers only. Remove it here.
apps-lint-headers-only-user = A header can hold a person’s name, mail address or groups only, not “{ $reference }”. Use user.name, user.email or user.groups.
apps-lint-not-in-default = “{ $reference }” cannot stand in a default answer. Use locale, url, host or desk.origin there.
apps-lint-only-oidc = “{ $reference }” needs sso.mode: oidc. Change the mode or remove the reference.
apps-lint-api-version = “{ $value }” is not a format that this release reads. Write unidash.app/v1.
apps-lint-id = “{ $value }” is not an identifier. Write a reverse domain in small letters, such as org.example.notes.
apps-lint-both-languages = A text is missing. Give it in both languages, en and fr.
apps-lint-summary = The summary is too long. Use at most 80 characters.
apps-lint-category = “{ $value }” is not a category. Write one word in small letters, such as documents.
apps-lint-package = Give upstream’s version as a text, and our package number from 1 on.
apps-lint-icon = “{ $value }” is not an icon. Name an SVG file beside this one, such as notes.svg.
apps-lint-questions = There are too many questions. Ask at most five, each with a safe default.
apps-lint-no-service = There is no service. Describe at least one program with image and port.
apps-lint-default = “{ $value }” is not a possible answer to a question of type { $kind }. Give a default that fits.
apps-lint-service-name = “{ $value }” is not a name for a service. Use small letters, digits and hyphens, at most 30, and do not begin with db-.
apps-lint-image = “{ $value }” does not say which version. Write the image as name:tag.
apps-lint-port = A port is a number from 1 to 65535. Write the one that the program listens on.
apps-lint-twice = “{ $value }” stands here a second time. Give each its own name or path.
apps-lint-time = “{ $value }” is not a time. Write a number with s, m or h, such as 180s.
apps-lint-path = “{ $value }” is not a path that can be used here. Begin with / and leave out dots, blanks and special signs.
apps-lint-size = “{ $value }” is not a size. Write a number with Mi or Gi, such as 5Gi.
apps-lint-cpu = “{ $value }” is not a share of processors. Write 50m for a twentieth, or 1 for a whole one.
apps-lint-user = “{ $value }” is not a user. Write a number, image, or root.
apps-lint-capability = The right “{ $value }” needs its name in capitals and a reason under why.
apps-lint-name = “{ $value }” is not a name. Use small letters, digits and hyphens, beginning with a letter.
apps-lint-mode = “{ $value }” does not describe rights of a file. Write four octal digits, such as "0444".
apps-lint-database-version = “{ $value }” is not a version of a database. Write its major version, such as "16".
apps-lint-recipe = “{ $value }” does not say how to make a secret. Write base64:32, hex:32 or alnum:32.
apps-lint-no-exposure = The app has no address. Add at least one entry under exposure.
apps-lint-host = “{ $value }” is not a host. Use small letters, digits and hyphens, at most 40.
apps-lint-host-reserved = The host “{ $value }” belongs to the cloud itself. Choose another one.
apps-lint-group = “{ $value }” cannot be the name of a group here. Leave out commas.
apps-lint-sso-part = sso.mode is { $mode }, but the part “{ $key }” is missing. Add it.
apps-lint-sso-other = The part “{ $key }” does not go with sso.mode: { $mode }. Remove it or change the mode.
apps-lint-no-redirect = Without a redirect address nobody can come back from signing in. Add one.
apps-lint-exec = A command needs its arguments as a list and idempotent: true.
apps-lint-rung = With policy: fix, say with rung (1 to 4) what makes the app framable.
apps-lint-rung-unused = With policy: { $policy } there is nothing to fix. Remove rung, or write policy: fix.

## Orders that are not carried out.
apps-refusal-no-domain = This cloud has no address yet. Finish the set-up first, then install apps.
apps-refusal-needs-servers = Apps run on servers, and this demonstration has none. Install UniDash on servers to install apps.
apps-refusal-not-in-store = There is no app “{ $app }” in the store. Choose one from the list.
apps-refusal-app-or-manifest = Name an app of the store or hand in a file, not both.
apps-refusal-host = “{ $host }” cannot be an app’s address. Use small letters, digits and hyphens; desk, id and www are taken.
apps-refusal-host-taken = The address “{ $host }” is taken by something else. Choose another host.
apps-refusal-group = “{ $group }” cannot be used as a group. Choose a group whose name has no comma.
apps-refusal-unknown-answer = The app does not ask for “{ $answer }”. Leave that answer out.
apps-refusal-answer-characters = The answer to “{ $answer }” is too long or has signs that are not possible. Leave out quotation marks, backslashes and dollars.
apps-refusal-answer-not-listed = “{ $value }” is not a possible answer to “{ $answer }”. Choose one of: { $known }.
apps-refusal-answer-bool = The answer to “{ $answer }” is true or false, not “{ $value }”.
apps-refusal-answer-number = The answer to “{ $answer }” is a whole number, not “{ $value }”.
apps-refusal-installed = This app is installed already, as “{ $app }”. Open it, or remove it first.
apps-refusal-storage = The servers have no storage of class “{ $class }”. Set it up first, or choose local.
apps-refusal-not-yet = This release cannot do what the app needs ({ $what }). Wait for an update, or choose another app.
apps-refusal-under-way = “{ $app }” is being removed already. Wait until that is finished.
apps-refusal-nothing-to-retry = Nothing failed with “{ $app }”, so there is nothing to try again.
apps-unknown = There is no installed app “{ $app }”. Look at the list of apps.
apps-busy = Somebody else changed this app at the same moment. Look again and repeat if needed.
apps-unavailable = The servers do not take changes just now. Apps go on running; try again in a minute.

## Steps of installing and removing.
apps-step-check = Check the servers
apps-step-sign-on = Set up signing in
apps-step-secrets = Make secrets
apps-step-namespace = Make room for the app
apps-step-database = Start the database
apps-step-apply = Hand over the app
apps-step-start = Start the app
apps-step-address = Open its address
apps-step-stop = Stop the app
apps-step-data = Delete its data
apps-step-done = Finish
apps-detail-servers = Waiting until the servers report their networks.
apps-detail-starting = “{ $program }” is starting.
apps-detail-warning = “{ $program }” does not start yet: { $reason }

## What is wrong with an app.
apps-problem-start = “{ $program }” did not start in time. Try again, or remove the app. The servers say: { $reason }
apps-problem-refused = The servers refused the app: { $reason } Remove it, and tell whoever wrote its file.
apps-problem-degraded = Not all parts of the app run. Wait a minute; if it lasts, look at the servers.
apps-problem-silent = The server “{ $server }”, which carries the app, does not answer. Look after that server.
apps-problem-stranger = The app runs, but its record is lost. Restore a backup of the cloud to manage it here.
apps-state-starting = The app is starting. It will be there in a moment.
apps-state-server-silent = The server “{ $server }”, which carries this app, does not answer. Your administrator has been shown this.
apps-state-failed = The app does not run. Call your administrator.

## Desks.
apps-desk-refused = This arrangement holds more than a desk can. Close an app and try again.
apps-desk-changed = Your desk was changed on another screen. Reload this page to see it.
apps-desk-dock-refused = A dock needs a name of up to 40 letters and one to 40 apps. Check both and try again.
apps-desk-announcement-refused = An announcement needs a sentence of up to 300 letters. Shorten it and try again.
apps-desk-announcement-moments = The end must come after the start, and both must be moments. Check them and try again.
apps-desk-link-refused = A link needs a name of up to 40 letters, one of the signs and one of the colours. Check them and try again.
apps-desk-link-address = This is no address of a web page. It begins with https:// and holds no password; copy it from your browser’s address line.
apps-desk-link-forbidden = This address leads into the servers themselves, not to a tool of your company. Give the address that colleagues type in their browser.
apps-desk-link-ours = This address belongs to this cloud: its apps have their tiles already. Give the address of another tool.
apps-desk-link-silent = Nothing answers at this address, or only an error. Check it in your browser and correct it here; if only this server cannot reach it, keep it all the same.
apps-link-open = The site answers and lets itself be shown inside the desk.
apps-link-refuses = The site answers, but refuses to be shown inside another page: it opens in its own window.
apps-link-plain = The site answers without encryption: browsers do not show it inside the desk, so it opens in its own window.
apps-link-unknown-authority = The site answers with a certificate that this server does not know. It works where your company’s computers trust it.
apps-link-silent = The site did not answer this server: it opens in its own window.
apps-link-forbidden = The name now leads into the servers themselves. Check it in your DNS, or remove the link.
apps-link-ours = The address now belongs to this cloud. Remove the link.
