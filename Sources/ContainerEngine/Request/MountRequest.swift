public import JSONText

/// `-v`, `--mount` and `--tmpfs`: one thing that is mounted into a container.
public struct MountRequest: JSONDirect, Sendable, Hashable {
    public enum Kind: String, JSONStringValue, Sendable { case bind, volume, tmpfs, devpts, image }
    public var kind: Kind
    /// A path of the host, the name of a volume (empty for an anonymous one) or of an image, nothing for tmpfs.
    public var source: String
    public var destination: String
    /// Mount options in the words of the runtime specification: `ro`, `rslave`, `noexec`, `size=64m`, …
    public var options: [String] = []
    /// A directory of the host that is missing is made, as `-v` does and `--mount` does not.
    public var makesSource = false
    /// Files of the image at the destination are copied into a new, empty volume.
    public var copiesUp = true
    /// Change the owner of the source to the container's user (`:U`).
    public var changesOwner = false
    /// What is mounted of a volume or an image.
    public var subpath: String?
    /// Changes stay with the container, the source is not touched (`:O`).
    public var isOverlay = false

    public init(kind: Kind, source: String, destination: String) {
        self.kind = kind
        self.source = source
        self.destination = destination
    }

    public var isReadOnly: Bool { options.contains("ro") }

    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 }
    }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
