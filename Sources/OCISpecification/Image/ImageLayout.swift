public import JSONText

/// The file `oci-layout`, which marks a directory as an image layout.
public struct ImageLayout: JSONDirect, Hashable, Sendable {
    public var imageLayoutVersion: String

    public init(imageLayoutVersion: String) {
        self.imageLayoutVersion = imageLayoutVersion
    }

    public static let current = ImageLayout(imageLayoutVersion: "1.0.0")
    public static let fileName = "oci-layout"
    public static let indexFileName = "index.json"
}

extension ImageLayout {
    public init(reading json: inout JSONReader) throws(JSONError) {
        imageLayoutVersion = try json.required("imageLayoutVersion")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("imageLayoutVersion", imageLayoutVersion)
    }
}
