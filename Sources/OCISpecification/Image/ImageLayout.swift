package import JSONText

/// The file `oci-layout`, which marks a directory as an image layout.
package struct ImageLayout: JSONDirect, Hashable, Sendable {
    package var imageLayoutVersion: String

    package init(imageLayoutVersion: String) {
        self.imageLayoutVersion = imageLayoutVersion
    }

    package static let current = ImageLayout(imageLayoutVersion: "1.0.0")
    package static let fileName = "oci-layout"
    package static let indexFileName = "index.json"
}

extension ImageLayout {
    package init(reading json: inout JSONReader) throws(JSONError) {
        imageLayoutVersion = try json.required("imageLayoutVersion")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("imageLayoutVersion", imageLayoutVersion)
    }
}
