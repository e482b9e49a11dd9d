# “@First Last”: names of the team and of everybody, parted by |.
mention-team = animation|team|the team|hosts|animators
mention-everybody = all|everyone|everybody
# Question to whoever wrote a name that several bear.
which-person-subject = Whom did you mean by “@{ $name }”?
which-person = Your message “{ $subject }” is posted. Several people bear the name you mention in it, “@{ $name }”; we told nobody more.
which-person-how = Reply with a number and that person gets it right away, or do nothing.
which-person-since = { $name }, member since { $date }
person-told-subject = “@{ $name }”: done
person-told = Done: { $name } gets your message right away.
person-gone = That person cannot get it: they are no longer a member, or get nothing for now.
person-unclear = I didn't understand your answer, so nobody else was told. Reply with one number.
not-everybody-subject = “@all” tells nobody more
not-everybody = Your message “{ $subject }” is posted. “@all” stays a word like any other in it: each member gets it at the pace they chose.
not-everybody-call = For news that must reach everybody at once, the hosts can send a call to all: write to them at { $humans }
