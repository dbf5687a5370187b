internal import OCISpecification

extension ImageStore {
    /// The list of platforms that a name stands for, and its images for other machines as far as they are here: what of them was never
    /// pulled, or is on its way, is no fault; what is there has to be whole.
    func checkList(_ item: NameStore.Listed, repair: Bool, into problems: inout [StoreProblem]) throws(ImageStoreError) {
        let name = item.name?.description ?? item.record.id.description
        let again = "pull or load \(name) again, or remove it"
        var seen: Set<Digest> = [item.record.manifest.digest]
        var waiting = [item.record.target]
        while let target = waiting.popLast() {
            let isTop = target == item.record.target
            let document: ImageDocuments.Document
            do throws(ImageStoreError) { document = try ImageDocuments(content: content).document(target) } catch {
                // What the list names may be of any kind; only bytes that changed are a fault of the store.
                if !isTop, ![.damaged, .sizeMismatch, .digestMismatch].contains(error.code) { continue }
                problems.append(
                    StoreProblem(
                        subject: "\(isTop ? "list of platforms" : "image of the list") of \(name)", path: layout.blob(target.digest),
                        cause: error.description, nextStep: again, isRepaired: false, images: [item.record.id]))
                continue
            }
            switch document {
            case .index(let index):
                for child in index.manifests where seen.insert(child.digest).inserted { waiting.append(NameRecord.Target(child)) }
            case .manifest(let manifest):
                for blob in manifest.ownBlobs where seen.insert(blob.digest).inserted {
                    guard let size = try content.size(of: blob.digest), size != blob.size else { continue }
                    if repair { try moveToTrash(layout.blob(blob.digest)) }
                    problems.append(
                        StoreProblem(
                            subject: "blob \(blob.digest) of the list \(name)", path: layout.blob(blob.digest),
                            cause: "it has \(size) bytes and should have \(blob.size)",
                            nextStep: "`apus system check --repair` drops it", isRepaired: repair))
                }
            }
        }
    }
}
