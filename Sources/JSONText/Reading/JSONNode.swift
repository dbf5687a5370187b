/// One value or key of a document: where its text stands, and where the next begins.
struct JSONNode {
    enum Kind: UInt8 {
        case null, yes, no, number, string, array, object
        /// The key of a member; its value is the node after it.
        case key
        /// A key that stands again later in the same object, which is the one that counts.
        case replacedKey
    }

    var kind: Kind
    /// The text of a string or key holds escapes.
    var isEscaped = false
    /// The first byte: of a string, the one after its quotation mark.
    var start: UInt32
    /// Bytes of a number, string or key; members or elements of an object or array, replaced ones not counted.
    var length: UInt32
    /// The node after this value and all that is in it.
    var next: UInt32
}
