# Messages that wait for a decision, and what is said of them to whom.
moderate-subject = To decide: “{ $subject }”, from { $name }
moderate-no-subject = (no subject)
moderate = A message for “{ $list }” is waiting for your decision.
moderate-from = From: { $name } <{ $address }>
moderate-from-nameless = From: { $address }
moderate-about = Subject: { $subject }
moderate-when = Received: { $date }
moderate-why = Why: { $why }
moderate-attached = Attached: { $files }
moderate-file = { $name } ({ $size } KB)
moderate-file-unnamed = a part without a name
moderate-how = Reply to this email with one word:
moderate-yes = yes
moderate-yes-does = it is posted
moderate-no = no, and the reason
moderate-no-does = it is not; the author gets your reason, kindly put
moderate-no-stranger = no
moderate-no-does-stranger = it is not; as nothing proves their address, the author is not told
moderate-spam = spam
moderate-spam-does = it is thrown away without a word
moderate-first = The first answer decides; the rest of the team hears of it at once.
moderate-queue = { $n ->
    [one] One more message is waiting; you will be shown it next.
   *[other] { $count } more messages are waiting; you will be shown them in turn.
}
moderate-text = The message
moderate-empty = (no text)
moderate-more = (The rest is not shown here.)
# Why it waits, after “Why:”.
why-stranger = this person is not a member
why-moderated = every message waits for a decision here
why-too-complex = its structure is too complex to be read in whole
why-others-digest = it answers a digest sent to somebody else
why-unproven = its author has not confirmed sending it
why-window = its author may still take it back
why-call = it is a call to all that is not confirmed yet
why-mentions = it names more than five people, who would all get it at once
why-closed = its thread is closed
why-first-posts = it is one of this person's first messages
why-size = it is large
why-files = it bears a file of a kind that waits here
why-recipients = it goes to many people beside the list
why-command = it looks like a command sent to everybody by mistake
# What was decided, for whoever decided, then for the others.
decided-yes-subject = Posted: “{ $subject }”
decided-no-subject = Refused: “{ $subject }”
decided-spam-subject = Thrown away: “{ $subject }”
decided-yes = Posted: the message “{ $subject }” from { $name } is on its way to the members.
decided-no-told = Refused: the message “{ $subject }” is not posted. { $name } gets your reason: “{ $reason }”.
decided-no-told-plain = Refused: the message “{ $subject }” is not posted. { $name } is told, without a reason.
decided-no-untold = Refused: the message “{ $subject }” is not posted. Nothing proves the address of { $name }, so we do not write there; you can: { $address }
decided-spam = Thrown away: the message “{ $subject }” is not posted, and nobody but the team will know.
decided-by-yes = { $who } posted the message “{ $subject }” from { $name }. You have nothing to do.
decided-by-no = { $who } refused the message “{ $subject }” from { $name }. You have nothing to do.
decided-by-no-reason = { $who } refused the message “{ $subject }” from { $name }, for this reason: “{ $reason }”. You have nothing to do.
decided-by-spam = { $who } threw away the message “{ $subject }” from { $name }, as spam. You have nothing to do.
decided-by-host = Whoever keeps the server
late-subject = It was decided already: “{ $subject }”
late-yes = It was done already: { $who } posted this message ({ $date }). Your answer changed nothing.
late-no = It was done already: { $who } refused this message ({ $date }). Your answer changed nothing.
late-spam = It was done already: { $who } threw this message away ({ $date }). Your answer changed nothing.
late-unknown = This message no longer waits for a decision. Your answer changed nothing.
unclear-subject = Still to decide: “{ $subject }”
unclear = I didn't understand your answer, so nothing changed: the message is still waiting.
unclear-said = You wrote: “{ $said }”
other-address-subject = An answer came from another address
other-address = Somebody answered from { $address } the question we asked you about “{ $subject }”. That answer decided nothing. If it was you, answer from { $own }; if not, please do not forward these questions: they are for you alone.
# For whoever wrote the message.
held-subject = Your message is waiting for an okay: “{ $subject }”
held = Your message “{ $subject }” is waiting for the okay of the people who host “{ $list }”.
held-next = You have nothing to do: if it is posted you will see it; if not, the team will tell you why.
refused-subject = Your message is not posted: “{ $subject }”
refused = Thank you for writing to “{ $list }”. The people who host it chose not to post your message “{ $subject }”.
refused-reason = This is why:
refused-next = You can change it and send it again, or talk about it with the team: simply reply to this email.
# The words of decisions. The first of the line is enough; | parts them.
decision-yes = yes|yep|yeah|ok|okay|accept|accepted|approve|approved|i approve|i accept|post|post it|publish|publish it|go ahead|sure|fine|looks good|no problem|no worries|no objection|no objections
decision-no = no|nope|refuse|refused|reject|rejected|decline|deny|do not post|don t post
decision-spam = spam|junk|it s spam|it is spam|this is spam|that s spam
# What makes a yes doubtful.
decision-but = but|except|unless|if|not|don t|before|wait|however|no
# Beginnings that decide nothing.
decision-unsure = no idea|not sure|i don t know|yes and no
decision-greeting = hi|hello|hey|dear team|good morning|good afternoon|good evening|hi there|hi all|hello all
decision-undo = undo|cancel|take it back|retract|oops
decision-thread = thread|list|everybody|everyone|all
# The time within which a message is taken back.
window-subject = Received, it leaves shortly: “{ $subject }”
window = Your message “{ $subject }” has come in; it leaves at { $time }
window-readers = { $n ->
    [one] 1 person will get it.
   *[other] { $count } people will get it.
}
window-how = To take it back, reply “undo” before then. Otherwise you have nothing to do.
window-unclear-subject = It still leaves: “{ $subject }”
window-unclear = I didn't understand your answer, so nothing changed: your message “{ $subject }” leaves when we said. To take it back, reply to the receipt with the single word “undo”.
window-over-subject = It had left already
window-over = Your message had left already and can no longer be taken back. To correct it, reply in the same thread.
taken-back-subject = Taken back: “{ $subject }”
taken-back = Done: your message “{ $subject }” did not leave, and nobody got it. To send it all the same, write it again.
# Words of a command that went astray.
suspect-words = unsubscribe|remove me|take me off|delete me from|take my name off
