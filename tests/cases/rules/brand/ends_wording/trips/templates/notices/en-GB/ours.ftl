# Our own words.
untouched = Some stores
    stay as they are.
