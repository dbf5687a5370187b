package import Linux
package import OCISpecification

/// One line of `history`.
package struct ImageHistoryLine: Hashable, Sendable {
    /// The image that the line ends with; nil for the lines below it, which have none here.
    package var id: Digest?
    package var created: Timestamp?
    package var createdBy: String
    package var comment: String
    /// Bytes of the files of the line's layer.
    package var size: Int64
    /// The diff id of its layer; nil for a step that made none.
    package var diffID: Digest?
    package var isEmpty: Bool { diffID == nil }
    /// Names of the image of the line.
    package var tags: [ImageName]
}

extension ImageStore {
    /// How an image was made, the newest step first.
    package func history(of record: NameRecord, tags: [ImageName] = []) throws(ImageStoreError) -> [ImageHistoryLine] {
        let contents = try contents(of: record)
        var lines: [ImageHistoryLine] = []
        var diffIDs = contents.diffIDs[...]
        for step in contents.configuration.history ?? [] {
            let diffID = step.empty_layer == true ? nil : diffIDs.popFirst()
            lines.append(try line(step, diffID))
        }
        // Layers that the history does not tell about.
        for diffID in diffIDs { lines.append(try line(ImageHistory(), diffID)) }
        lines.reverse()
        if lines.isEmpty { lines.append(try line(ImageHistory(created: contents.configuration.created), nil)) }
        lines[0].id = contents.id
        lines[0].tags = tags
        return lines
    }

    private func line(_ step: ImageHistory, _ diffID: Digest?) throws(ImageStoreError) -> ImageHistoryLine {
        var size: Int64 = 0
        if let diffID { size = try layers.record(of: diffID)?.contentBytes ?? 0 }
        return ImageHistoryLine(
            id: nil, created: step.created.flatMap { Timestamp(rfc3339: $0) }, createdBy: step.created_by ?? "",
            comment: step.comment ?? "", size: size, diffID: diffID, tags: [])
    }
}
