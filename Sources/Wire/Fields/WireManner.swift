/// How values are read from JSON.
package enum WireManner: Sendable, Hashable {
    /// As the web UI reads: keys that are not known are passed over, `null` stands for the default,
    /// numbers may be texts and flags numbers, and one element may stand for a list of it.
    case lenient
    /// As written: every key has to be known, and every value of its type.
    case strict
}
