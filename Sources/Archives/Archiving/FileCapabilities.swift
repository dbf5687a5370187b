internal import Linux

/// The attribute `security.capability` (capabilities(7)).
enum FileCapabilities {
    /// The value for an archive. Made in a user namespace it names the id that is root there (revision 3), which means nothing
    /// where the archive is unpacked: there the capabilities hold for the root of that place (revision 2).
    static func forEverywhere(_ name: ByteName, _ value: [UInt8]) -> [UInt8] {
        guard value.count == 24, value[3] == 3, name.bytes.elementsEqual("security.capability".utf8) else { return value }
        var value = Array(value.dropLast(4))
        value[3] = 2
        return value
    }
}
