/// The file `oci-layout`, which marks a directory as an image layout.
package struct ImageLayout: Codable, Hashable, Sendable {
    package var imageLayoutVersion: String

    package init(imageLayoutVersion: String) {
        self.imageLayoutVersion = imageLayoutVersion
    }

    package static let current = ImageLayout(imageLayoutVersion: "1.0.0")
    package static let fileName = "oci-layout"
    package static let indexFileName = "index.json"
}
