internal import Archives
internal import Linux
internal import OCISpecification
internal import Synchronization

// The end of a layer's way: checks, and taking the place.

extension LayerIngest {
    func conclude() throws(ImageStoreError) -> IngestedLayer {
        let (failure, format, blobDigest, blobSize, ownDiff, summary, outlines) = state.withLock {
            ($0.failure, $0.format, $0.blobDigest, $0.blobSize, $0.diffID, $0.summary, $0.outlines)
        }
        if let failure { throw failure }
        guard let blobDigest else { throw cancelled }
        let diffID = unpack == nil ? source.diffID ?? blobDigest : ownDiff ?? blobDigest
        if let wanted = source.diffID, wanted != diffID {
            throw ImageStoreError(
                .digestMismatch, "unpacking the layer", source.name,
                cause: "its uncompressed bytes have the digest \(diffID) and the image's configuration says \(wanted)",
                nextStep: "the image is damaged or forged: nothing of the layer was kept")
        }
        try lease?.add([blobDigest, diffID])
        try blob?.finish()
        var ingested = IngestedLayer(
            blob: blobDigest, size: blobSize, diffID: diffID, archiveBytes: summary?.archiveBytes ?? 0,
            contentBytes: summary?.contentBytes ?? 0, compression: format.rawValue)
        guard let unpack else {
            if let known = try layers.record(of: diffID) {
                ingested.archiveBytes = known.archiveBytes
                ingested.contentBytes = known.contentBytes
            }
            return ingested
        }
        let record = LayerRecord(
            diffID: diffID, blob: blobDigest, archiveBytes: ingested.archiveBytes, contentBytes: ingested.contentBytes,
            entries: summary?.entries ?? 0, impliedDirectories: summary?.impliedDirectories.count ?? 0)
        if let implied = summary?.impliedDirectories, !implied.isEmpty {
            try storing("unpacking the layer", source.name) { () throws(SystemCallError) in
                try AtomicRecord.write(
                    Array(implied.map(\.bytes).joined(separator: [0])), to: LayerStore.impliedName, in: unpack.path,
                    flush: false)
            }
        }
        try layers.publish(unpack, record, as: diffID, outlined: outlines)
        return ingested
    }
}

extension LayerStore {
    /// Gives an unpacked layer its place, unless a whole one has it.
    func publish(
        _ unpack: UnpackDirectory, _ record: LayerRecord, as identity: Digest, outlined: Bool = false
    ) throws(ImageStoreError) {
        while true {
            let published = try storing("unpacking the layer", identity.description) { () throws(SystemCallError) in
                try unpack.publish(record, as: layout.layer(identity))
            }
            if published { return }
            // A torn one from an earlier boot is moved out of the way by the look at it.
            if try isReady(identity) {
                if outlined {
                    // The same tree came from a compressed blob: the outline of the plain one goes with it too.
                    try storing("unpacking the layer", identity.description) { () throws(SystemCallError) in
                        try rename(
                            "\(unpack.path)/\(OutlineIndex.fileName)",
                            to: "\(layout.layer(identity))/\(OutlineIndex.fileName)")
                    }
                }
                return unpack.discard()
            }
        }
    }
}
