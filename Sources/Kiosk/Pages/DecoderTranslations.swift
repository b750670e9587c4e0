import FoundationEssentials
import Workshop

extension JSONDecoder {
    /// The translations with which localized texts are completed as they are read.
    var translations: Translations? {
        get { Translations.key.flatMap { userInfo[$0] as? Translations } }
        set { if let key = Translations.key { userInfo[key] = newValue } }
    }
}
