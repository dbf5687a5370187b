package import OCISpecification

/// An image that an archive brought.
package struct LoadedImage: Hashable, Sendable {
    package var record: NameRecord
    /// None when the archive gave it no name.
    package var names: [ImageName]

    package var id: Digest { record.id }
}
