package import JSONText

/// The size of a terminal in characters.
package struct ConsoleSize: JSONDirect, Hashable, Sendable {
    package var height: UInt
    package var width: UInt

    package init(height: UInt, width: UInt) {
        self.height = height
        self.width = width
    }
}

extension ConsoleSize {
    package init(reading json: inout JSONReader) throws(JSONError) {
        height = try json.required("height")
        width = try json.required("width")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("height", height)
        try json.add("width", width)
    }
}
