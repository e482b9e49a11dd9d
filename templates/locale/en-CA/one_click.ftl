# The page behind the address one leaves by with one click.
one-click-title = Leave “{ $list }”?
one-click-ask = If you leave, you won't hear from this community again. Your messages stay in the archive.
one-click-leave = Leave the community
one-click-left = You left “{ $list }”
one-click-left-what = Done: you won't hear from this community again. A mistake? The button takes you back, as before.
one-click-undo = Undo: I stay a member
one-click-back = You are a member of “{ $list }”
one-click-back-what = It is undone: you are a member again, as before.
one-click-outside = You are not a member of “{ $list }”
one-click-outside-what = There is nothing to leave: this community does not write to you.
