# What is said in few words: on a strip of the site, in a push, in the app and as a text message.
# Each is read long after it was written, so none says “today” or “soon”. A push shows about 50 characters of a title and
# 178 of all sentences together; a text message costs twice as much beyond 160 characters.

short-state = The { $brand } online store is closing and moving to { $successor }.
short-state-alone = The { $brand } online store is closing.
short-closed = The { $brand } online store has closed. { $successor } has taken over.
short-closed-alone = The { $brand } online store has closed.

short-sales-stop = { $word ->
    [before] Last orders { $when } ({ $zone }).
    [from] No new orders { $when } ({ $zone }).
   *[other] Ordering ends { $when } ({ $zone }).
}
short-freeze = { $word ->
    [before] Last use of some services { $when } ({ $zone }).
   *[other] Some services pause { $when } ({ $zone }).
}
short-sunset = { $word ->
    [before] Last use { $when } ({ $zone }).
    [from] Closed { $when } ({ $zone }).
   *[other] It closes { $when } ({ $zone }).
}
short-app-sunset = { $word ->
    [before] Last use of the app { $when } ({ $zone }).
    [from] The app no longer works { $when } ({ $zone }).
   *[other] The app stops working { $when } ({ $zone }).
}
short-app-delist = { $word ->
    [before] Last downloads of the app { $when } ({ $zone }).
    [from] The app is no longer in the app stores { $when } ({ $zone }).
   *[other] The app leaves the app stores { $when } ({ $zone }).
}
short-changed = A date of the { $brand } online store has changed.
short-changed-several = Dates of the { $brand } online store have changed.
short-correction = { $what }: { $is } ({ $zone }). Until now we said: { $was }.
short-correction-never = { $what }: until now we said { $was } ({ $zone }). This will not happen.
short-more = What changes, and when

# At most 50 characters with the names in place.
short-title-announcement = { $brand } online store is closing
short-title-reminder = Reminder: { $brand } online store
short-title-closed = { $brand } online store has closed
short-title-afterwards = { $brand } online store: where to go
short-title-correction = { $brand } online store: correction

banner-label = News about the { $brand } online store

# A text message begins with who sends it.
sms-state = { $brand }: our online store is closing and moving to { $successor }.
sms-state-alone = { $brand }: our online store is closing.
sms-closed = { $brand }: our online store has closed. { $successor } has taken over.
sms-closed-alone = { $brand }: our online store has closed.
sms-changed = { $brand }: a date of our online store has changed.
sms-changed-several = { $brand }: dates of our online store have changed.
sms-more = More: { $url }
