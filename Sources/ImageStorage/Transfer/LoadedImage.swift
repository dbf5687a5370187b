public import OCISpecification

/// An image that an archive brought.
public struct LoadedImage: Hashable, Sendable {
    public var record: NameRecord
    /// None when the archive gave it no name.
    public var names: [ImageName]

    public var id: Digest { record.id }
}
