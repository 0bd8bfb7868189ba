package io.chorus.operators.analysis;

import io.chorus.contracts.Script;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Words that tell what a text asks for, found in one pass over lower-case text. Regular expressions
 * for the same took a fifth of the whole pipeline's time.
 */
enum Cues {
  CODE(
      "```|def |public class |public static|#include|select *|python|java|javascript|typescript|rust|golang"
          + "|c++|c#|php|kotlin|html|css|sql|regex|bash|shell script|docker|git|api|unit test|react"
          + "|json schema|viết hàm|viết một hàm|lập trình|đoạn mã|đoạn code|mã nguồn"
          + "|代码|编程|函数|算法|脚本|正则|伪代码"),
  /** Asks for code when a {@link #PROGRAM} follows soon. */
  MAKE("write|implement|fix|debug|refactor|build|create|编写|写一个|实现|用|viết|tạo|cài đặt"),
  PROGRAM(
      "function|code|program|script|class|query|endpoint|程序|代码|chương trình|truy vấn|thuật toán"),
  TRANSLATE(
      "translate|translation|translated|interpret this|dịch|bản dịch|phiên dịch|chuyển ngữ|翻译|翻成|译成|译为|译文"
          + "|中译英|英译中|怎么说|nói thế nào|how do you say|how would i say"),
  SUMMARIZE(
      "summarize|summarise|summary|tl;dr|tldr|sum up|gist|condense|abstract|synopsis|takeaways|key points"
          + "|main points|main idea|headline|recap|in short|shorten|boil down|tóm tắt|tóm lược|ý chính"
          + "|nội dung chính|rút gọn|cô đọng|khái quát|điểm chính|tiêu đề cho|总结|概括|摘要|概述|归纳|要点|大意"
          + "|主要内容|中心思想|梗概|简报|标题"),
  CLASSIFY(
      "classify|classification|sentiment|categorize|categorise|category|label|labels|spam|positive or negative"
          + "|sort these|group these|fact or an opinion|tag each|which type|which of these|toxic"
          + "|phân loại|phân nhóm|tích cực|tiêu cực|gán nhãn|dán nhãn|thuộc nhóm|thuộc loại|thuộc chuyên mục"
          + "|分类|归类|情感|正面|负面|积极|消极|标签|属于|判断|哪一类|类别|意图"),
  EXTRACT(
      "extract|list all|list every|pull out|pull the|find all|identify the|named entit|named entities|entities"
          + "|keywords|key phrases|mentioned|from the text|from this text|from the following|parse|fill in"
          + "|trích xuất|trích|rút ra|bóc tách|lấy|liệt kê tất cả|liệt kê các|từ khóa|thực thể|có trong|xuất hiện"
          + "|提取|抽取|摘出|摘录|找出|列出文|关键词|关键信息|命名实体|整理成表|基于以上|根据以上信息"),
  REWRITE(
      "rewrite|rephrase|paraphrase|reword|proofread|grammar|spelling|polish|correct|simplify|more formal"
          + "|tone|passive voice|active voice|improve the|edit|other words|clearer|more concise|make this"
          + "|make it|viết lại|diễn đạt|sửa lỗi|chính tả|ngữ pháp|trang trọng|lịch sự hơn|câu bị động|câu chủ động"
          + "|đơn giản hóa|biên tập|cải thiện|chỉnh sửa|改写|重写|润色|改成|改为|改得|修改|病句|错别字|语法|改正|重新表述"
          + "|换一种|扩写|简化|使其更|更加|被动句|语气|编辑|重新组织|合并"),
  CREATE(
      "poem|story|essay|haiku|song|lyrics|slogan|blog|speech|ideas|suggest|suggestions|tips|recommend|plan"
          + "|invent|imagine|compose|brainstorm|dialogue|letter|advert|article|names for|ways to|joke|riddle"
          + "|invitation|description|itinerary|draft|come up with|bài thơ|câu chuyện|thơ|bài văn|bài hát|khẩu hiệu"
          + "|bài blog|phát biểu|gợi ý|ý tưởng|mẹo|đề xuất|kế hoạch|sáng tác|tưởng tượng|quảng cáo|lời khuyên|đặt tên"
          + "|viết thư|thực đơn|lịch trình|soạn|诗|故事|文章|作文|散文|小说|歌词|口号|演讲|点子|建议|推荐|计划|方案"
          + "|创作|想象|对话|广告|文案|列举|创意|策划|续写|造句|报告|写一篇|写一封|写一段|如果你|假设你|主意|方法"),
  ASK(
      "what is|what are|who|why|when|where|which|how does|how do|explain|describe|difference between|tell me about"
          + "|define|is it true|là gì|là ai|vì sao|tại sao|khi nào|ở đâu|như thế nào|giải thích|khác nhau|năm nào"
          + "|bằng cách nào|mô tả|trình bày|nguyên nhân|theo đoạn văn|什么是|是什么|为什么|谁|哪里|哪个|哪些|何时|如何|怎样"
          + "|怎么|解释|介绍|描述|区别|定义|原理|含义|回答|吗|根据以下文章"),
  /** Asks for a number when there is one in the text. */
  QUANTITY(
      "how many|how much|calculate|compute|solve|sum of|percent|probability|derivative|integral|equation|average"
          + "|prove|area|perimeter|tính|bao nhiêu|giải phương trình|xác suất|đạo hàm|diện tích|chứng minh|计算|多少|几个"
          + "|方程|求|千米|厘米|平均|面积|概率|证明|解方程|一共|几分之几|还剩|米|元|千克"),
  TONGUE(
      "english|french|german|spanish|japanese|chinese|korean|vietnamese|italian|portuguese|arabic|russian|dutch"
          + "|thai|hindi|polish|turkish|mandarin|latin|swedish|tiếng anh|tiếng pháp|tiếng đức|tiếng nhật|tiếng trung"
          + "|tiếng hàn|tiếng việt|tiếng nga|tiếng thái|tiếng tây ban nha|英文|英语|日语|日文|法语|法文|德语|韩语|韩文"
          + "|俄语|西班牙语|越南语|泰语|中文|汉语|阿拉伯语"),
  GREET(
      "hi|hello|hey|thanks|thank you|good morning|good night|i feel|i'm|lol|haha|are you|do you|my friend"
          + "|chào|cảm ơn|buồn|vui|mình|bạn có|haha|ngủ ngon|chán|你好|谢谢|哈哈|你是|晚安|在吗|好累|无聊|我好|你喜欢|陪我"),
  ONE_OF_FEW(
      "true or false|yes or no|one word|only the letter|only the label|only the name|yes / no"
          + "|đúng hay sai|đúng hoặc sai|có hay không|có hoặc không|chỉ trả lời|chỉ ghi"
          + "|只回答|只输出|只写|是或否|对或错|选择题"),
  ONLY_NUMBER("only the number|just the number|chỉ ghi số|chỉ trả lời số|只写数字|只回答数字|只输出数字"),
  AS_JSON("json"),
  /** One answer for each of several things. */
  SEVERAL(
      "each of|each sentence|each review|each expense|these words|these animals|following words"
          + "|following animals|the plants|sort these|group these|từng|các từ|các con vật|các câu|các khoản"
          + "|下面的动物|这些|每条|每个|分为|分成|归类|一组"),
  /** The answer to a sum with this in it is an expression or an argument, no number. */
  SYMBOLIC(
      "derivative|differentiate|integral of|prove|simplify|expression|show that|show by|matrix|factor"
          + "|all real solutions|x^2|explain step|reason|đạo hàm|chứng minh|rút gọn|nguyên hàm|ma trận|hệ phương trình"
          + "|suy luận|证明|化简|导数|求导|矩阵|方程组|推理"),
  /** Asks for more than a usual answer. */
  DEMANDING(
      "step by step|prove|optimize|optimise|design|architecture|analyze|analyse|compare|evaluate|in detail|detailed"
          + "|comprehensive|complex|algorithm|từng bước|chứng minh|tối ưu|thiết kế|phân tích|so sánh|chi tiết|phức tạp"
          + "|证明|优化|设计|分析|比较|详细|复杂|推理|算法");

  /** So much is looked at of a long text: its beginning, and {@link #LAST} from its end. */
  static final int LOOKED_AT = 4_000;

  static final int LAST = 400;

  private static final int SOON = 40;
  private static final Phrase[] NONE = {};

  /** By the character that they begin with; null where none does. */
  private static final Phrase[][] BY_FIRST = byFirst();

  private final String phrases;

  Cues(String phrases) {
    this.phrases = phrases;
  }

  private record Phrase(String text, Cues cue) {
    boolean endsAWord(String all, int from) {
      int to = from + text.length();
      return all.startsWith(text, from)
          && (to == all.length() || !areOneWord(text.charAt(text.length() - 1), all.charAt(to)));
    }
  }

  /** A number of its own, of which the last two digits are free; the same in every version. */
  long id() {
    return name().hashCode() * 100L;
  }

  /** The cues in a text; {@link #CODE} also for something to make and a program soon after it. */
  static Set<Cues> in(String text) {
    Set<Cues> found = EnumSet.noneOf(Cues.class);
    int made = -SOON;
    for (int i = 0; i < text.length(); i++) {
      for (Phrase phrase : thatMayBeginAt(text, i)) {
        if (phrase.endsAWord(text, i)) {
          made = phrase.cue == MAKE ? i : made;
          boolean program = phrase.cue == PROGRAM && i - made < SOON;
          found.add(program ? CODE : phrase.cue);
        }
      }
    }
    return found;
  }

  /** None inside a word, which spares most of the search. */
  private static Phrase[] thatMayBeginAt(String text, int i) {
    Phrase[] phrases = BY_FIRST[text.charAt(i)];
    boolean insideWord = i > 0 && areOneWord(text.charAt(i - 1), text.charAt(i));
    return phrases == null || insideWord ? NONE : phrases;
  }

  /** Chinese is written without spaces: a phrase may begin and end anywhere in it. */
  private static boolean areOneWord(char first, char second) {
    return first < Script.FIRST_HAN
        && second < Script.FIRST_HAN
        && Character.isLetterOrDigit(first)
        && Character.isLetterOrDigit(second);
  }

  private static Phrase[][] byFirst() {
    Map<Character, List<Phrase>> phrases = new HashMap<>();
    for (Cues cue : values()) {
      for (String text : cue.phrases.split("\\|", -1)) {
        phrases
            .computeIfAbsent(text.charAt(0), first -> new ArrayList<>())
            .add(new Phrase(text, cue));
      }
    }
    Phrase[][] all = new Phrase[Character.MAX_VALUE + 1][];
    phrases.forEach((first, some) -> all[first] = some.toArray(NONE));
    return all;
  }
}
