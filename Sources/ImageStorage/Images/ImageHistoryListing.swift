public import Linux
public import OCISpecification

/// One line of `history`.
public struct ImageHistoryLine: Hashable, Sendable {
    /// The image that the line ends with; nil for the lines below it, which have none here.
    public var id: Digest?
    public var created: Timestamp?
    public var createdBy: String
    public var comment: String
    /// Bytes of the files of the line's layer.
    public var size: Int64
    /// The diff id of its layer; nil for a step that made none.
    public var diffID: Digest?
    public var isEmpty: Bool { diffID == nil }
    /// Names of the image of the line.
    public var tags: [ImageName]
}

extension ImageStore {
    /// How an image was made, the newest step first.
    public func history(of record: NameRecord, tags: [ImageName] = []) throws(ImageStoreError) -> [ImageHistoryLine] {
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
