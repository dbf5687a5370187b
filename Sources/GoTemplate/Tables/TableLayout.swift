/// How tables are laid out.
package struct TableLayout: Hashable, Sendable {
    /// The least width of a column, its padding included.
    package var minimumWidth: Int
    /// Blanks between columns.
    package var padding: Int

    package init(minimumWidth: Int, padding: Int) {
        self.minimumWidth = minimumWidth
        self.padding = padding
    }

    package static let docker = TableLayout(minimumWidth: 10, padding: 3)
    package static let podman = TableLayout(minimumWidth: 12, padding: 2)

    /// A text whose cells are separated by tabs, aligned.
    package func align(_ text: String) -> String {
        TabWriter(minimumWidth: minimumWidth, padding: padding).align(text)
    }

    /// Rows of cells, aligned; ends with a line break unless there are no rows.
    package func render(_ rows: [[String]]) -> String {
        align(rows.map { $0.joined(separator: "\t") + "\n" }.joined())
    }
}
