/// How tables are laid out.
public struct TableLayout: Hashable, Sendable {
    /// The least width of a column, its padding included.
    public var minimumWidth: Int
    /// Blanks between columns.
    public var padding: Int

    public init(minimumWidth: Int, padding: Int) {
        self.minimumWidth = minimumWidth
        self.padding = padding
    }

    public static let docker = TableLayout(minimumWidth: 10, padding: 3)
    public static let podman = TableLayout(minimumWidth: 12, padding: 2)

    /// A text whose cells are separated by tabs, aligned.
    public func align(_ text: String) -> String {
        TabWriter(minimumWidth: minimumWidth, padding: padding).align(text)
    }

    /// Rows of cells, aligned; ends with a line break unless there are no rows.
    public func render(_ rows: [[String]]) -> String {
        align(rows.map { $0.joined(separator: "\t") + "\n" }.joined())
    }
}
