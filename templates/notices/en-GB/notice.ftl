# What each notice says first, and its headings.

subject-announcement = The { $brand } online store is closing and moving to { $successor }
subject-announcement-alone = The { $brand } online store is closing
subject-reminder-sunset = { $word ->
    [before] Reminder: please finish in the { $brand } online store { $when }
    [from] Reminder: the { $brand } online store is closed { $when }
   *[other] Reminder: the { $brand } online store closes { $when }
}
subject-reminder-sales-stop = { $word ->
    [before] Reminder: last orders in the { $brand } online store { $when }
    [from] Reminder: no new orders in the { $brand } online store { $when }
   *[other] Reminder: ordering in the { $brand } online store ends { $when }
}
subject-reminder-freeze = { $word ->
    [before] Reminder: last use of some { $brand } services { $when }
   *[other] Reminder: some { $brand } services pause { $when }
}
subject-reminder-app-sunset = { $word ->
    [before] Reminder: last use of the { $brand } app { $when }
    [from] Reminder: the { $brand } app no longer works { $when }
   *[other] Reminder: the { $brand } app stops working { $when }
}
subject-reminder-app-delist = { $word ->
    [before] Reminder: last downloads of the { $brand } app { $when }
    [from] Reminder: the { $brand } app is no longer in the app stores { $when }
   *[other] Reminder: the { $brand } app leaves the app stores { $when }
}
subject-last-day = { $last-day }: last day of the { $brand } online store
subject-last-day-sales-stop = { $last-day }: last day to order in the { $brand } online store
subject-last-day-freeze = { $last-day }: last day to use some { $brand } services before they pause
subject-last-day-app-sunset = { $last-day }: last day of the { $brand } app
subject-last-day-app-delist = { $last-day }: last day to download the { $brand } app
subject-closed = The { $brand } online store has closed and { $successor } has taken over
subject-closed-alone = The { $brand } online store has closed
subject-afterwards = Where to find everything now that the { $brand } online store has closed

subject-correction = Correction: a date of the { $brand } online store has changed
lead-correction = We have told you a date for the { $brand } online store at { $site } that is no longer right. This is what has changed; please go by this message.
heading-correction = What has changed
correction-is = Until now we said: { $was }. Right is: { $is }.
correction-never = Until now we said: { $was }. This will not happen.

greeting = Hello,

lead-announcement = We are closing the { $brand } online store at { $site }. { $successor } is taking over from it. This message says what changes for you, and when.
lead-announcement-alone = We are closing the { $brand } online store at { $site }. This message says what changes for you, and when.
reason-one-platform = The brands of { $successor } are coming together on one platform.
reason-unified-presence = { $successor } wants its brands to be found in one place.
reason-efficiency = What two stores did separately is to be done once.
destination = What replaces the store is at { $destination }.
lead-sunset = { $word ->
    [before] Please finish everything you want to do in the store { $when }. You can use it until { $last-time } on { $last-day } ({ $zone }).
    [from] The store is closed { $when }. You can use it until { $last-time } on { $last-day } ({ $zone }).
   *[other] The store closes { $when }. You can use it until { $last-time } on { $last-day } ({ $zone }).
}
lead-sales-stop = { $word ->
    [before] If you want to order something in the { $brand } online store at { $site }, please do so { $when } ({ $zone }).
    [from] You can no longer order in the { $brand } online store at { $site } { $when } ({ $zone }).
   *[other] Ordering in the { $brand } online store at { $site } ends { $when } ({ $zone }).
}
lead-freeze = { $word ->
    [before] Some services of the { $brand } online store at { $site } pause soon. Please use them { $when } ({ $zone }). You can read below which they are, and for how long.
   *[other] Some services of the { $brand } online store at { $site } pause { $when } ({ $zone }). You can read below which they are, and for how long.
}
lead-app-sunset = { $word ->
    [before] The { $brand } app is closing. Please finish what you want to do in it { $when } ({ $zone }).
    [from] The { $brand } app no longer works { $when } ({ $zone }).
   *[other] The { $brand } app stops working { $when } ({ $zone }).
}
lead-app-delist = { $word ->
    [before] The { $brand } app is leaving the app stores. If you need it, please download it { $when } ({ $zone }).
    [from] The { $brand } app is no longer in the app stores { $when } ({ $zone }).
   *[other] The { $brand } app leaves the app stores { $when } ({ $zone }).
}
lead-reminder = The { $brand } online store at { $site } is closing.
days-left = Counting from { $today }, you have { days } left.
lead-last-day = { $last-day } is the last day on which you can use the { $brand } online store at { $site }. It is open to you until { $last-time } ({ $zone }).
lead-last-day-sales-stop = { $last-day } is the last day on which you can order in the { $brand } online store at { $site }. Orders are taken until { $last-time } ({ $zone }).
lead-last-day-freeze = { $last-day } is the last day on which you can use some services of the { $brand } online store at { $site } before they pause. You can use them until { $last-time } ({ $zone }), and read below which they are, and for how long.
lead-last-day-app-sunset = { $last-day } is the last day on which you can use the { $brand } app. It works until { $last-time } ({ $zone }).
lead-last-day-app-delist = { $last-day } is the last day on which you can download the { $brand } app. The app stores offer it until { $last-time } ({ $zone }).
lead-closed = The { $brand } online store at { $site } has closed. { $successor } has taken over from it.
lead-closed-alone = The { $brand } online store at { $site } has closed.
lead-afterwards = The { $brand } online store at { $site } has closed. In case you missed it, here is where you find everything.

heading-dates = Dates to know
dates-zone = All dates and times are in { $zone }.
dates-zones = All dates and times are by each store’s own clock: { $zones }.
zone-of-site = { $zone } for { $site }
heading-past-dates = What happened when
past-announce = Announced
past-sunset = Store closed
past-app-delist = App taken out of the app stores
past-app-sunset = App ended
date-migrate = Move to { $successor }
date-migrate-alone = Move of your services
date-sales-stop = { $word ->
    [before] Last orders
    [from] No new orders
   *[other] Ordering ends
}
date-freeze = { $word ->
    [before] Last use of some services
   *[other] Some services pause
}
date-freeze-of = { $word ->
    [before] Last use here: { $services }
   *[other] Paused: { $services }
}
date-restore = Move of services complete
date-restore-of = Ready at { $successor }: { $services }
date-sunset = { $word ->
    [before] Finish using the store
    [from] Store closed
   *[other] The store closes
}
date-app-delist = { $word ->
    [before] Last downloads of the app
    [from] App no longer in the app stores
   *[other] The app leaves the app stores
}
date-app-sunset = { $word ->
    [before] Last use of the app
    [from] App no longer works
   *[other] The app stops working
}
date-redirects-end = { $word ->
    [before] Last use of old links
    [from] Old links no longer work
   *[other] Old links stop working
}

heading-services = What happens to your account and services
heading-addresses = The new addresses of your services
heading-now = Where things are now
heading-apps = The app
app-ends = { $word ->
    [before] Please finish what you want to do in { $app } { $when }.
    [from] { $app } no longer works { $when }.
   *[other] { $app } stops working { $when }.
}
app-delisted = { $word ->
    [before] You can download { $app } { $when }, not later.
    [from] You can no longer download { $app } { $when }.
   *[other] Downloads of { $app } end { $when }.
}
app-ended = { $app } no longer works.
app-replacement = The app to use instead is { $replacement }.
heading-also-closing = Other stores
also-closing = These { $brand } online stores close too; their customers get a message of their own:
heading-stays = What stays the same
brand-continues = { $brand } goes on as a brand at { $successor }.
untouched = This change does not affect { $list }.
untouched-for-now = For now, this change does not affect { $list }.
rights = The rights that the law gives you, for example when something you bought is faulty, stay the same.
no-action-at-all = You do not need to do anything for this move.
heading-data = Your personal data
controller-change = { $before } is responsible for your personal data until the move, and { $after } after it.
controller-same = { $after } remains responsible for your personal data.
old-data = The old store still holds data from before the move: { $services }.
old-data-export = You can have a copy of it until the end of { $day }.
old-data-keep = It is kept until { $day }.
old-data-erase = It is erased on { $day }.
data-rights = You can ask for a copy of your data, have it corrected or erased, or object to its use. Write to:
heading-genuine = Make sure a message is genuine
genuine = A move like this one is often used as a pretext for fraud. Enter your password or payment details only at these addresses:
sender = We send messages about this move from { $sender }.
heading-contact = Questions
contact = If you have a question, or something is missing, write to:
contact-service = You can reach customer service here:
button-brand = See { $brand } at { $successor }
button-successor = Go to { $successor }
button-destination = Go to the new address

page-title-notice = The { $brand } online store and its move to { $successor }
page-title-notice-alone = The closing of the { $brand } online store
page-title-gone = This page no longer exists
page-title-moving = This part of the store is being moved
page-lead-notice = This page says what happens to the { $brand } online store at { $site }, and when. { $successor } takes over from it.
page-lead-notice-alone = This page says what happens to the { $brand } online store at { $site }, and when.
page-lead-gone = The { $brand } online store is closing, or has closed, and this page was not carried over. Your link or bookmark is not to blame.
page-lead-moving = While it is being moved it cannot be used. Please come back later.
page-gone-plain = There is nothing at this address any more. Your link or bookmark is not to blame.
page-notice-plain = The store at { $site } is changing.
page-title-plain = News about the store at { $site }
page-destination = You find what replaces the store here:

products-available = { $brand } products remain available.
support-uninterrupted = Repairs, warranty and customer service go on without a break.
controller-purpose-same = { $after } uses your personal data for the same purposes as { $before } did.
controller-purpose-further = { $after } also uses your personal data for purposes for which { $before } did not. You can ask which they are.
controller-countries = Your personal data is then held or seen in: { $countries }.
terms-right = Some of this is worse for you than before: { $services }. You can end your contract on that free of charge within { days } of receiving this message.
# Around a notice: the language's own name, and the way out of the sending service's list.
language-name = English
unsubscribe = Unsubscribe from these messages
