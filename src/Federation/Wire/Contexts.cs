namespace Federated.Federation.Wire;

/// <summary>
/// The one `@context` of everything that we send (decisions 2, wire rule E29): the two remote contexts that every peer
/// bundles, and every other term inline. Terms of ActivityStreams (`startTime`, `location`, `name`...) are never redefined,
/// and `status` is not an alias of `ical:status`. The terms of proofs are there for peers that read JSON-LD (Fedify): without
/// them they see no proof. `proof` has no `@graph` container, which processors of JSON-LD 1.0 (Friendica) refuse.
/// </summary>
static class Contexts
{
    public static ReadOnlySpan<byte> Json => """
        ["https://www.w3.org/ns/activitystreams","https://w3id.org/security/v1",{
        "toot":"http://joinmastodon.org/ns#","sc":"http://schema.org#","mz":"https://joinmobilizon.org/ns#",
        "pt":"https://joinpeertube.org/ns#","lemmy":"https://join-lemmy.org/ns#","ev":"https://w3id.org/fep/8a8e/",
        "ical":"http://www.w3.org/2002/12/cal/ical#","litepub":"http://litepub.social/ns#","ostatus":"http://ostatus.org#",
        "dcterms":"http://purl.org/dc/terms/","gts":"https://gotosocial.org/ns#","q":"https://w3id.org/fep/044f#","fed":"urn:x-federated:",
        "Hashtag":"as:Hashtag","Emoji":"toot:Emoji","sensitive":"as:sensitive",
        "manuallyApprovesFollowers":"as:manuallyApprovesFollowers",
        "alsoKnownAs":{"@id":"as:alsoKnownAs","@type":"@id"},"movedTo":{"@id":"as:movedTo","@type":"@id"},
        "discoverable":"toot:discoverable","indexable":"toot:indexable","memorial":"toot:memorial","suspended":"toot:suspended",
        "featured":{"@id":"toot:featured","@type":"@id"},"featuredTags":{"@id":"toot:featuredTags","@type":"@id"},
        "attributionDomains":{"@id":"toot:attributionDomains","@type":"@id"},"votersCount":"toot:votersCount",
        "blurhash":"toot:blurhash","focalPoint":{"@id":"toot:focalPoint","@container":"@list"},
        "webfinger":"https://purl.archive.org/socialweb/webfinger#webfinger",
        "assertionMethod":{"@id":"sec:assertionMethod","@type":"@id","@container":"@set"},"Multikey":"sec:Multikey",
        "controller":{"@id":"sec:controller","@type":"@id"},"publicKeyMultibase":{"@id":"sec:publicKeyMultibase","@type":"sec:multibase"},
        "proof":{"@id":"sec:proof","@type":"@id"},"DataIntegrityProof":"sec:DataIntegrityProof",
        "cryptosuite":{"@id":"sec:cryptosuite","@type":"sec:cryptosuiteString"},"proofPurpose":{"@id":"sec:proofPurpose","@type":"@vocab"},
        "proofValue":{"@id":"sec:proofValue","@type":"sec:multibase"},"verificationMethod":{"@id":"sec:verificationMethod","@type":"@id"},
        "interactionPolicy":{"@id":"gts:interactionPolicy","@type":"@id"},"canQuote":{"@id":"gts:canQuote","@type":"@id"},
        "automaticApproval":{"@id":"gts:automaticApproval","@type":"@id"},"interactingObject":{"@id":"gts:interactingObject","@type":"@id"},
        "interactionTarget":{"@id":"gts:interactionTarget","@type":"@id"},"quote":{"@id":"q:quote","@type":"@id"},
        "quoteAuthorization":{"@id":"q:quoteAuthorization","@type":"@id"},"QuoteRequest":"q:QuoteRequest",
        "QuoteAuthorization":"q:QuoteAuthorization","_misskey_quote":"https://misskey-hub.net/ns#_misskey_quote",
        "quoteUri":"http://fedibird.com/ns#quoteUri","quoteUrl":"as:quoteUrl",
        "PropertyValue":"sc:PropertyValue","value":"sc:value","conversation":"ostatus:conversation",
        "directMessage":"litepub:directMessage","postKind":"fed:postKind",
        "PostalAddress":"sc:PostalAddress","address":"sc:address","streetAddress":"sc:streetAddress","postalCode":"sc:postalCode",
        "addressLocality":"sc:addressLocality","addressRegion":"sc:addressRegion","addressCountry":"sc:addressCountry",
        "inLanguage":"sc:inLanguage","language":"sc:inLanguage","uuid":"sc:identifier","category":"sc:category",
        "maximumAttendeeCapacity":"sc:maximumAttendeeCapacity","remainingAttendeeCapacity":"sc:remainingAttendeeCapacity",
        "timezone":"mz:timezone","isOnline":"mz:isOnline","participantCount":"mz:participantCount",
        "participationMessage":"mz:participationMessage","joinMode":{"@id":"mz:joinMode","@type":"mz:joinModeType"},
        "repliesModerationOption":{"@id":"mz:repliesModerationOption","@type":"mz:repliesModerationOptionType"},
        "externalParticipationUrl":{"@id":"mz:externalParticipationUrl","@type":"sc:URL"},
        "anonymousParticipationEnabled":"mz:anonymousParticipationEnabled","contacts":{"@id":"mz:contacts","@type":"@id"},
        "openness":"mz:openness","members":{"@id":"mz:members","@type":"@id"},"commentsEnabled":"pt:commentsEnabled",
        "postingRestrictedToMods":"lemmy:postingRestrictedToMods","Lock":"lemmy:Lock","removeData":"lemmy:removeData",
        "eventStatus":{"@id":"ev:eventStatus","@type":"@vocab"},"EventScheduled":"ev:EventScheduled",
        "EventCancelled":"ev:EventCancelled","EventPostponed":"ev:EventPostponed","EventMovedOnline":"ev:EventMovedOnline",
        "EventRescheduled":"ev:EventRescheduled","EventTentative":"ev:EventTentative","displayEndTime":"ev:displayEndTime",
        "previousStartTime":"ev:previousStartTime","organizers":{"@id":"ev:organizers","@type":"@id"},
        "attendees":{"@id":"ev:attendees","@type":"@id"},"upcomingEvents":{"@id":"ev:upcomingEvents","@type":"@id"}
        }]
        """u8;
}
