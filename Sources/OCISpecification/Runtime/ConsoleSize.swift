/// The size of a terminal in characters.
package struct ConsoleSize: Codable, Hashable, Sendable {
    package var height: UInt
    package var width: UInt

    package init(height: UInt, width: UInt) {
        self.height = height
        self.width = width
    }
}
